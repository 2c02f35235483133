package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The three ways to an IAM token: an authorized key, a Kubernetes token, the machine's metadata.
 */
record IamMethods(Accounts accounts, Supplier<Settings> settings) {
  private static final int MAX_JWT = 8000;
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Map<String, String> EXCHANGE =
      Map.of(
          "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
          "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
          "subject_token_type", "urn:ietf:params:oauth:token-type:id_token");

  record Token(String iamToken, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token[redacted]";
    }
  }

  record AccessToken(
      @JsonProperty("access_token") String token,
      @JsonProperty("token_type") String type,
      @JsonProperty("expires_in") int seconds) {
    @Override
    public String toString() {
      return "AccessToken[redacted]";
    }
  }

  /** An error in the shape of RFC 6749. */
  record OauthError(String error, @JsonProperty("error_description") String description) {}

  /** For a JWT that an authorized key signed. */
  Answer createToken(Call call) {
    String jwt = call.request().json().path("jwt").asText();
    if (jwt.isEmpty() || jwt.length() > MAX_JWT) {
      throw ApiException.invalid("jwt is required, with at most 8000 characters.");
    }
    Accounts.Issued issued = accounts.exchange(jwt, lifetime());
    return Answer.ok(new Token(issued.token(), issued.expiresAt()));
  }

  /** For the token of a Kubernetes ServiceAccount. */
  Answer exchangeToken(Call call) {
    if (!call.request().header("Content-Type").startsWith(FORM)) {
      return refused("invalid_request", "Content-Type must be " + FORM);
    }
    Map<String, String> form = Request.parameters(call.request().body());
    for (var fixed : EXCHANGE.entrySet()) {
      if (!fixed.getValue().equals(form.get(fixed.getKey()))) {
        return refused("invalid_request", fixed.getKey() + " must be " + fixed.getValue());
      }
    }
    try {
      return accessToken(
          accounts.exchangeSubject(
              form.getOrDefault("subject_token", ""),
              form.getOrDefault("audience", ""),
              lifetime()));
    } catch (ApiException e) {
      return refused("invalid_grant", e.text());
    }
  }

  /** For whoever runs on the emulated machine. */
  Answer metadataToken(Call call) {
    if (!call.request().header("Metadata-Flavor").equals("Google")) {
      throw new ApiException(
          GrpcCode.PERMISSION_DENIED, "The header Metadata-Flavor: Google is missing.");
    }
    return accessToken(accounts.forMetadata(lifetime()));
  }

  private Duration lifetime() {
    return settings.get().tokenLifetime();
  }

  private Answer accessToken(Accounts.Issued issued) {
    return Answer.ok(new AccessToken(issued.token(), "Bearer", (int) lifetime().toSeconds()));
  }

  private static Answer refused(String error, String description) {
    return new Answer(400, new OauthError(error, description), Map.of());
  }
}
