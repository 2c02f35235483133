package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.received;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of credentials promises that gives more than one token. */
class CredentialKindsTest {
  private static final String REFUSED = "{\"code\":16,\"message\":\"Token is invalid\"}";

  private final FakeTime time = new FakeTime();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final HeardCalls heard = new HeardCalls();
  private final MockWebServer cloud = MockCloud.start();
  private final MockWebServer issuer = MockCloud.start();

  enum Renewed {
    AUTHORIZED_KEY,
    WORKLOAD_IDENTITY,
    INSTANCE_METADATA
  }

  @AfterEach
  void close() {
    cloud.shutdown();
    issuer.shutdown();
  }

  private BackupApi connect(Renewed kind) {
    return connect(
        switch (kind) {
          case AUTHORIZED_KEY -> TestKey.rsa().credentials();
          case WORKLOAD_IDENTITY ->
              new Credentials.WorkloadIdentity("ajeaccount", TestSubject.good());
          case INSTANCE_METADATA -> new Credentials.InstanceMetadata(uri(issuer));
        });
  }

  private BackupApi connect(Credentials credentials) {
    CloudConnector connector =
        new CloudConnector(
            new OkHttpClient(),
            TestApi.SETTINGS,
            AllowedEndpoints.parse("http://127.0.0.1:*"),
            uri(cloud),
            "1.2.3",
            time.runtime(background::add));
    return connector.connect(
        new GivenEndpoints(uri(cloud), uri(cloud), uri(issuer), uri(issuer)),
        credentials,
        connector.budget(1000),
        heard,
        refusals::incrementAndGet);
  }

  /** An answer that every issuer could give. */
  private void issue(String token) {
    issuer.enqueue(
        json(
            """
            {"iamToken": "%s", "expiresAt": "2026-07-02T00:00:00Z",
             "access_token": "%s", "token_type": "Bearer", "expires_in": 43200}
            """
                .formatted(token, token)));
  }

  private List<String> tokensSent() {
    return received(cloud).stream()
        .map(request -> request.getHeader("Authorization").substring("Bearer ".length()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void shouldRenewOnceWhenATokenIsNotAccepted(Renewed kind) {
    issue("t1.old");
    issue("t1.new");
    cloud.enqueue(answer(401, REFUSED));
    cloud.enqueue(json("{}"));

    connect(kind).listResources("folder", "");

    assertThat(tokensSent()).containsExactly("t1.old", "t1.new");
    assertThat(refusals).as("somebody may look at the credentials").hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTHORIZED_KEY, IamToken.create",
    "WORKLOAD_IDENTITY, TokenExchange.create",
    "INSTANCE_METADATA, MetadataToken.get"
  })
  void shouldTakeAPermitForATokenAndCountIt(Renewed kind, String call) {
    issue("t1.one");
    cloud.enqueue(json("{}"));

    connect(kind).listResources("folder", "");

    assertThat(heard.ended()).containsExactly(call + " OK", "Resource.list OK");
    assertThat(heard.waited()).containsExactly("RECOVERY 0", "SWEEP 0");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTHORIZED_KEY, ''",
    "WORKLOAD_IDENTITY, TokenExchangeRefused",
    "INSTANCE_METADATA, NoServiceAccountAttached"
  })
  void shouldCountOneExchangeOnceHoweverManyHearOfItAndKeepItsReason(Renewed kind, String reason) {
    BackupApi api = connect(kind);
    for (int exchange = 1; exchange < Breaker.FAILURES_TO_OPEN; exchange++) {
      refuseAToken();
      for (int calls = 0; calls < 5; calls++) {
        assertThat(failure(api).reason()).isEqualTo(reason);
      }
      assertThat(heard.breaker("credentials")).isEqualTo(BreakerState.CLOSED);
      time.pass(RenewedTokens.PAUSE_AFTER_FAILURE);
    }
    refuseAToken();
    assertThat(failure(api).reason()).isEqualTo(reason);
    assertThat(issuer.getRequestCount()).isEqualTo(Breaker.FAILURES_TO_OPEN);
    assertThat(heard.breaker("credentials")).isEqualTo(BreakerState.OPEN);

    CloudError keptBack = failure(api);

    assertThat(keptBack.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(keptBack.reason()).isEqualTo(reason);
    assertThat(keptBack.message()).startsWith("not sent: ");
    assertThat(issuer.getRequestCount()).isEqualTo(Breaker.FAILURES_TO_OPEN);
  }

  private void refuseAToken() {
    issuer.enqueue(answer(404, "{\"code\": 5, \"message\": \"no such account\"}"));
  }

  private static CloudError failure(BackupApi api) {
    return catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""))
        .error();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotRenewAgainWhenTheFreshTokenIsNotAcceptedEither(Renewed kind) {
    issue("t1.old");
    issue("t1.new");
    cloud.enqueue(answer(401, REFUSED));
    cloud.enqueue(answer(401, REFUSED));
    BackupApi api = connect(kind);

    CloudException e =
        catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""));

    assertThat(e.error().kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(issuer.getRequestCount()).isEqualTo(2);
    assertThat(tokensSent()).containsExactly("t1.old", "t1.new");
  }

  @ParameterizedTest
  @EnumSource
  void shouldRenewAheadOfTimeBehindTheCallers(Renewed kind) {
    issue("t1.old");
    issue("t1.new");
    for (int i = 0; i < 4; i++) {
      cloud.enqueue(json("{}"));
    }
    BackupApi api = connect(kind);
    api.listResources("folder", "");
    time.pass(Duration.ofHours(2));

    api.listResources("folder", "");
    api.listResources("folder", "");
    assertThat(issuer.getRequestCount()).isEqualTo(1);
    assertThat(background).as("one renewal, however many ask").hasSize(1);
    background.remove().run();
    api.listResources("folder", "");

    assertThat(tokensSent()).containsExactly("t1.old", "t1.old", "t1.old", "t1.new");
  }

  @ParameterizedTest
  @EnumSource
  void shouldAskForOneTokenHoweverManyWaitForIt(Renewed kind) throws Exception {
    issuer.enqueue(
        json("{\"iamToken\":\"t1.one\",\"access_token\":\"t1.one\"}")
            .setBodyDelay(Duration.ofMillis(200)));
    for (int i = 0; i < 20; i++) {
      cloud.enqueue(json("{}"));
    }
    BackupApi api = connect(kind);

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(callers.submit(() -> api.listResources("folder", "")));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }

    assertThat(issuer.getRequestCount()).isEqualTo(1);
    assertThat(tokensSent()).hasSize(20).containsOnly("t1.one");
  }

  @Test
  void shouldTellWhenCredentialsGiveNoToken() {
    issuer.enqueue(answer(400, "{\"error\":\"invalid_grant\"}"));
    BackupApi api = connect(Renewed.WORKLOAD_IDENTITY);

    CloudException e =
        catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""));

    assertThat(e.error().kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(refusals).hasValue(1);
    assertThat(cloud.getRequestCount()).isZero();
  }

  @Test
  void shouldTellNobodyWhenTheIssuerIsOnlyAway() {
    issuer.enqueue(answer(503, ""));
    BackupApi api = connect(Renewed.AUTHORIZED_KEY);

    var _ = catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""));

    assertThat(refusals).hasValue(0);
  }

  @Test
  void shouldTellWhenATokenFromASecretIsNotAccepted() {
    cloud.enqueue(answer(401, REFUSED));
    BackupApi api = connect(new Credentials.IamToken("t1.old"));

    CloudException e =
        catchThrowableOfType(CloudException.class, () -> api.listResources("folder", ""));

    assertThat(e.error().kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(tokensSent()).as("there is no other to try").containsExactly("t1.old");
    assertThat(refusals).hasValue(1);
  }
}
