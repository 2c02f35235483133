package io.cloudbackup.cloud;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints of a folder's services: a given one counts, else the one that the API's
 * endpoint list names, else the documented one. Nothing secret is sent to the list.
 */
final class EndpointDiscovery {
  /** Where the tokens of a folder are got. */
  enum Exchange {
    /** From none of the cloud's services. */
    NONE,
    IAM,
    TOKEN_EXCHANGE
  }

  private final EndpointList list;
  private final AllowedEndpoints allowed;

  /**
   * @param base where the list is, such as {@code https://api.cloud.yandex.net}
   * @param nanoTime a monotonic clock in nanoseconds
   */
  EndpointDiscovery(CloudHttp http, URI base, AllowedEndpoints allowed, LongSupplier nanoTime) {
    HttpUrl url = HttpUrl.get(base.toString()).newBuilder().encodedPath("/endpoints").build();
    this.list = new EndpointList(http, url, nanoTime);
    this.allowed = allowed;
  }

  /**
   * @param exchange where tokens come from
   * @throws EndpointNotAllowedException where one of them, given or discovered, may not be used
   */
  Endpoints find(GivenEndpoints given, Exchange exchange) {
    boolean complete =
        given.backup() != null
            && given.operation() != null
            && (given.iam() != null || exchange != Exchange.IAM);
    Map<String, String> listed = complete ? Map.of() : list.addresses();
    Endpoints documented = Endpoints.DOCUMENTED;
    return new Endpoints(
        choose("backup", given.backup(), listed, documented.backup()),
        choose("operation", given.operation(), listed, documented.operation()),
        exchange == Exchange.IAM
            ? choose("iam", given.iam(), listed, Objects.requireNonNull(documented.iam()))
            : null,
        exchange == Exchange.TOKEN_EXCHANGE
            // No entry of the API's list is documented to be this one.
            ? allowed.require(
                Objects.requireNonNullElse(
                    given.tokenExchange(), Objects.requireNonNull(documented.tokenExchange())))
            : null);
  }

  // What is wrong with an entry that nobody needs is nobody's concern, so only this one is parsed.
  private URI choose(String id, @Nullable URI given, Map<String, String> listed, URI documented) {
    if (given != null) {
      return allowed.require(given);
    }
    String address = listed.get(id);
    return allowed.require(address == null ? documented : uri(id, address));
  }

  private static URI uri(String id, String address) {
    try {
      return new URI("https://" + address);
    } catch (URISyntaxException e) {
      throw new EndpointNotAllowedException(
          "The API's endpoint list has an address for "
              + id
              + " that is none: "
              + e.getReason()
              + ".");
    }
  }
}
