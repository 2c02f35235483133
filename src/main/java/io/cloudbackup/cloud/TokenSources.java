package io.cloudbackup.cloud;

import java.net.URI;
import java.util.Objects;

/** Chooses how credentials become tokens. */
final class TokenSources {
  private TokenSources() {}

  /**
   * @throws InvalidCredentialsException where the credentials can't be used whatever the cloud says
   */
  static TokenSource of(
      Credentials credentials, Endpoints endpoints, CloudHttp http, ClientRuntime runtime) {
    return switch (credentials) {
      case Credentials.IamToken(String token) -> new FixedToken(token);
      case Credentials.AuthorizedKey key -> {
        URI iam = Objects.requireNonNull(endpoints.iam(), "an authorized key needs iam");
        yield new RenewedTokens(new KeyExchange(key, iam, http, runtime), runtime);
      }
    };
  }

  /** Whether these credentials are exchanged at IAM. */
  static boolean needIam(Credentials credentials) {
    return switch (credentials) {
      case Credentials.IamToken _ -> false;
      case Credentials.AuthorizedKey _ -> true;
    };
  }

  /** A token that somebody else renews; a refused one stays until new credentials come. */
  private record FixedToken(String token) implements TokenSource {
    @Override
    public void refused(String refused) {}

    @Override
    public String toString() {
      return "FixedToken[redacted]";
    }
  }
}
