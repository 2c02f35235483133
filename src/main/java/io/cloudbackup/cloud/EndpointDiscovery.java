package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoints of a folder's services: a given one counts, else the one that the API's
 * endpoint list names, else the documented one. Nothing secret is sent to the list.
 */
final class EndpointDiscovery {
  private static final Logger log = LoggerFactory.getLogger(EndpointDiscovery.class);
  private static final String CALL = "ApiEndpoint.list";
  private static final long BODY_LIMIT = 1024 * 1024;

  /** Where the tokens of a folder are got. */
  enum Exchange {
    /** From none of the cloud's services. */
    NONE,
    IAM,
    TOKEN_EXCHANGE
  }

  private final CloudHttp http;
  private final HttpUrl list;
  private final AllowedEndpoints allowed;

  /**
   * @param base where the list is, such as {@code https://api.cloud.yandex.net}
   */
  EndpointDiscovery(CloudHttp http, URI base, AllowedEndpoints allowed) {
    this.http = http;
    this.list = HttpUrl.get(base.toString()).newBuilder().encodedPath("/endpoints").build();
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
    Map<String, URI> listed = complete ? Map.of() : discover();
    Endpoints documented = Endpoints.DOCUMENTED;
    return new Endpoints(
        choose(given.backup(), listed.get("backup"), documented.backup()),
        choose(given.operation(), listed.get("operation"), documented.operation()),
        exchange == Exchange.IAM
            ? choose(given.iam(), listed.get("iam"), Objects.requireNonNull(documented.iam()))
            : null,
        exchange == Exchange.TOKEN_EXCHANGE
            // No entry of the API's list is documented to be this one.
            ? choose(
                given.tokenExchange(), null, Objects.requireNonNull(documented.tokenExchange()))
            : null);
  }

  private URI choose(@Nullable URI given, @Nullable URI listed, URI documented) {
    return allowed.require(given != null ? given : Objects.requireNonNullElse(listed, documented));
  }

  private Map<String, URI> discover() {
    try {
      JsonNode answer = http.exchange(CALL, new Request.Builder().url(list).get(), BODY_LIMIT);
      Map<String, URI> listed = new HashMap<>();
      for (ApiEndpoint endpoint : CloudJson.list(CALL, answer, "endpoints", ApiEndpoint.class)) {
        if (!endpoint.address().isBlank()) {
          listed.putIfAbsent(endpoint.id(), endpoint.uri());
        }
      }
      return listed;
    } catch (CloudException e) {
      log.warn(
          "The documented endpoints are used, since the API's list failed: {}", e.getMessage());
      return Map.of();
    }
  }

  /**
   * An entry of the list.
   *
   * @param address host and port, without a scheme
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ApiEndpoint(String id, String address) {
    ApiEndpoint {
      id = Objects.requireNonNullElse(id, "");
      address = Objects.requireNonNullElse(address, "");
    }

    URI uri() {
      try {
        return new URI("https://" + address);
      } catch (URISyntaxException e) {
        throw new EndpointNotAllowedException(
            "The API's endpoint list has an address for "
                + ErrorText.clean(id)
                + " that is none: "
                + e.getReason()
                + ".");
      }
    }
  }
}
