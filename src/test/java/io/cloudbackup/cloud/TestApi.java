package io.cloudbackup.cloud;

import java.net.URI;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** Wires a client for one test. */
final class TestApi {
  static final String TOKEN = "t1.test-token";

  /** As patient as the real one, but for the answers that a test leaves out on purpose. */
  static final ClientSettings SETTINGS =
      new ClientSettings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(200));

  private TestApi() {}

  /** With a fixed token; the operation endpoint is another server than the backup endpoint. */
  static BackupApi of(URI backup, URI operation, ClientSettings settings, FakeTime time) {
    CloudConnector connector = connector(settings, backup, time);
    return connector.connect(
        new GivenEndpoints(backup, operation, null),
        new Credentials.IamToken(TOKEN),
        connector.budget(1000));
  }

  /** With a fixed token; one server is both endpoints. */
  static BackupApi of(URI server, FakeTime time) {
    return of(server, server, SETTINGS, time);
  }

  /** With these tokens; one server is both endpoints. */
  static BackupApi of(URI server, TokenSource tokens, FakeTime time) {
    return new HttpBackupApi(calls(tokens, time), server, server);
  }

  /** Calls with these tokens, in the lane of the sweeps. */
  static CloudCalls calls(TokenSource tokens, FakeTime time) {
    ClientRuntime runtime = time.runtime();
    RequestBudget budget = new RequestBudget(1000, time::nanoTime, time);
    return new CloudCalls(
        http(SETTINGS, runtime),
        tokens,
        new Traffic(budget, CallListener.NONE, runtime),
        Lane.SWEEP,
        SETTINGS,
        runtime);
  }

  static CloudHttp http(ClientSettings settings, ClientRuntime runtime) {
    return new CloudHttp(new OkHttpClient(), settings, runtime, "cloud-backup-operator/1.2.3");
  }

  static CloudConnector connector(ClientSettings settings, URI discovery, FakeTime time) {
    return new CloudConnector(
        new OkHttpClient(),
        settings,
        AllowedEndpoints.parse("http://127.0.0.1:*"),
        discovery,
        "1.2.3",
        time.runtime());
  }
}
