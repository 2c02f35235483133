package io.cloudbackup.cloud;

import java.net.URI;
import okhttp3.OkHttpClient;

/** Makes {@link BackupApi}s that share one HTTP client. One per process. */
public final class CloudConnector {
  /** Where the API lists its endpoints. */
  public static final URI DISCOVERY = URI.create("https://api.cloud.yandex.net");

  private final CloudHttp http;
  private final EndpointDiscovery discovery;
  private final ClientSettings settings;
  private final ClientRuntime runtime;

  /**
   * Sends nothing yet.
   *
   * @param discovery where the API lists its endpoints, such as {@link #DISCOVERY}
   * @param trusted who may vouch for the endpoints
   * @param version of the operator, for the header {@code User-Agent}
   */
  public CloudConnector(
      ClientSettings settings,
      AllowedEndpoints allowed,
      URI discovery,
      CaBundle trusted,
      String version,
      ClientRuntime runtime) {
    this(trusted.client(), settings, allowed, discovery, version, runtime);
  }

  CloudConnector(
      OkHttpClient base,
      ClientSettings settings,
      AllowedEndpoints allowed,
      URI discovery,
      String version,
      ClientRuntime runtime) {
    this.http = new CloudHttp(base, settings, runtime, "cloud-backup-operator/" + version);
    this.discovery = new EndpointDiscovery(http, discovery, allowed, runtime.nanoTime());
    this.settings = settings;
    this.runtime = runtime;
  }

  /** A budget for {@link #connect}. Folders that share one share their requests a second. */
  public RequestBudget budget(double requestsPerSecond) {
    return new RequestBudget(requestsPerSecond, runtime.nanoTime(), runtime.sleeper());
  }

  /**
   * Connects with one set of credentials. Asks the API's endpoint list where an endpoint is not
   * given, and nothing else: no token is fetched before the first call. What it gives calls in the
   * lane {@link Lane#SWEEP}.
   *
   * @throws EndpointNotAllowedException where an endpoint may not be used
   * @throws InvalidCredentialsException where the credentials can't be used
   */
  public BackupApi connect(GivenEndpoints given, Credentials credentials, RequestBudget budget) {
    return connect(given, credentials, budget, CallListener.NONE, () -> {});
  }

  /**
   * The same, with somebody who hears what becomes of the calls. All of them share one back-off and
   * the breakers, which are closed at first.
   *
   * @param refused is called when the cloud does not accept what the credentials give, or gives
   *     nothing for them; must return at once
   */
  public BackupApi connect(
      GivenEndpoints given,
      Credentials credentials,
      RequestBudget budget,
      CallListener listener,
      Runnable refused) {
    Endpoints endpoints = discovery.find(given, TokenSources.exchange(credentials));
    Traffic traffic = new Traffic(budget, listener, runtime);
    TokenSource tokens =
        TokenSources.telling(
            TokenSources.of(credentials, endpoints, http, traffic, runtime), refused);
    CloudCalls calls = new CloudCalls(http, tokens, traffic, Lane.SWEEP, settings, runtime);
    return new HttpBackupApi(calls, endpoints.backup(), endpoints.operation());
  }
}
