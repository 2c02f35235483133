package io.cloudbackup.cloud;

import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;

/** Chooses how credentials become tokens. */
final class TokenSources {
  private TokenSources() {}

  /**
   * @throws InvalidCredentialsException where the credentials can't be used whatever the cloud says
   */
  static TokenSource of(
      Credentials credentials,
      Endpoints endpoints,
      CloudHttp http,
      Traffic traffic,
      ClientRuntime runtime) {
    return switch (credentials) {
      case Credentials.IamToken(String token) -> new FixedToken(token);
      case Credentials.AuthorizedKey key -> {
        URI iam = Objects.requireNonNull(endpoints.iam(), "an authorized key needs iam");
        yield renewed(KeyExchange.CALL, new KeyExchange(key, iam, http, runtime), traffic, runtime);
      }
      case Credentials.WorkloadIdentity identity -> {
        URI exchange = Objects.requireNonNull(endpoints.tokenExchange(), "a token exchange");
        yield renewed(
            TokenExchange.CALL, new TokenExchange(identity, exchange, http), traffic, runtime);
      }
      case Credentials.InstanceMetadata(URI address) ->
          renewed(MetadataTokens.CALL, new MetadataTokens(address, http), traffic, runtime);
    };
  }

  private static TokenSource renewed(
      String call, Supplier<IssuedToken> issuer, Traffic traffic, ClientRuntime runtime) {
    return new RenewedTokens(call, () -> traffic.exchangeForToken(call, issuer), runtime);
  }

  /** Which service these credentials are exchanged at. */
  static EndpointDiscovery.Exchange exchange(Credentials credentials) {
    return switch (credentials) {
      case Credentials.IamToken _, Credentials.InstanceMetadata _ ->
          EndpointDiscovery.Exchange.NONE;
      case Credentials.AuthorizedKey _ -> EndpointDiscovery.Exchange.IAM;
      case Credentials.WorkloadIdentity _ -> EndpointDiscovery.Exchange.TOKEN_EXCHANGE;
    };
  }

  /** The same tokens, of which {@code refused} hears when the cloud does not accept one. */
  static TokenSource telling(TokenSource tokens, Runnable refused) {
    return new Telling(tokens, refused);
  }

  private record Telling(TokenSource tokens, Runnable teller) implements TokenSource {
    @Override
    public String token() {
      try {
        return tokens.token();
      } catch (CloudException e) {
        Kind kind = e.error().kind();
        if (kind == Kind.NO_TOKEN || kind == Kind.UNAUTHENTICATED) {
          teller.run();
        }
        throw e;
      }
    }

    @Override
    public void refused(String token) {
      tokens.refused(token);
      teller.run();
    }
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
