package io.cloudbackup.cloud;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** The endpoints that a user named; null for one that is to be discovered. */
public record GivenEndpoints(
    @Nullable URI backup, @Nullable URI operation, @Nullable URI iam, @Nullable URI tokenExchange) {
  /** A user who named none. */
  public static final GivenEndpoints NONE = new GivenEndpoints(null, null, null, null);

  /** Those of a user who named no token exchange. */
  public GivenEndpoints(@Nullable URI backup, @Nullable URI operation, @Nullable URI iam) {
    this(backup, operation, iam, null);
  }

  /**
   * From a user's text; null and blank count as not given.
   *
   * @throws EndpointNotAllowedException where a text is no URL
   */
  public static GivenEndpoints parse(
      @Nullable String backup,
      @Nullable String operation,
      @Nullable String iam,
      @Nullable String tokenExchange) {
    return new GivenEndpoints(uri(backup), uri(operation), uri(iam), uri(tokenExchange));
  }

  private static @Nullable URI uri(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new EndpointNotAllowedException(
          "The endpoint \"" + ErrorText.clean(text) + "\" is no URL: " + e.getReason() + ".");
    }
  }
}
