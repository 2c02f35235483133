package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.received;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudConnectorTest {
  private final FakeTime time = new FakeTime();
  private final MockWebServer cloud = MockCloud.start();
  private final MockWebServer iam = MockCloud.start();
  private final CloudConnector connector = TestApi.connector(TestApi.SETTINGS, uri(cloud), time);

  @AfterEach
  void close() {
    cloud.shutdown();
    iam.shutdown();
  }

  @Test
  void shouldFetchTokenBeforeFirstCallAndKeepIt() {
    iam.enqueue(json("{\"iamToken\":\"t1.fresh\",\"expiresAt\":\"2026-07-02T00:00:00Z\"}"));
    cloud.enqueue(json("{}"));
    cloud.enqueue(json("{}"));
    BackupApi api = connect(10);
    assertThat(iam.getRequestCount()).isZero();

    api.listResources("folder", "");
    api.listResources("folder", "");

    assertThat(iam.getRequestCount()).isEqualTo(1);
    assertThat(received(cloud))
        .extracting(r -> r.getHeader("Authorization"))
        .containsExactly("Bearer t1.fresh", "Bearer t1.fresh");
  }

  @Test
  void shouldNotSendWhenThereIsNoToken() {
    iam.enqueue(answer(503, ""));
    BackupApi api = connect(10);

    CloudException e =
        catchThrowableOfType(
            CloudException.class, () -> api.startRecovery("backup", "machine", "key"));

    assertThat(e.error().kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.error().ambiguous()).isFalse();
    assertThat(cloud.getRequestCount()).isZero();
  }

  @Test
  void shouldSpendPermitForEveryAttempt() {
    iam.enqueue(json("{\"iamToken\":\"t1.fresh\"}"));
    cloud.enqueue(answer(503, ""));
    cloud.enqueue(answer(503, ""));
    cloud.enqueue(json("{}"));
    RequestBudget budget = connector.budget(1);
    BackupApi api = connect(budget);

    api.listResources("folder", "");

    assertThat(cloud.getRequestCount()).isEqualTo(3);
    assertThat(time.slept())
        .as("the token took one, and each attempt one")
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMillis(900),
            Duration.ofMillis(200),
            Duration.ofMillis(800));
  }

  @Test
  void shouldNotSendChangeThatWouldWaitTooLongForItsTurn() throws Exception {
    iam.enqueue(json("{\"iamToken\":\"t1.fresh\"}"));
    RequestBudget budget = connector.budget(0.1);
    assertThat(budget.acquire(Lane.SWEEP, Duration.ZERO)).isTrue();
    BackupApi api = connect(budget);

    CloudException e =
        catchThrowableOfType(
            CloudException.class, () -> api.startRecovery("backup", "machine", "key"));

    assertThat(e.error().kind()).isEqualTo(Kind.THROTTLED);
    assertThat(e.error().message()).startsWith("not sent: ");
    assertThat(cloud.getRequestCount()).isZero();
  }

  @Test
  void shouldSendInTheLaneThatIsAskedForWhenOthersHaveUsedTheBudgetUp() throws Exception {
    iam.enqueue(json("{\"iamToken\":\"t1.fresh\"}"));
    cloud.enqueue(json("{}"));
    RequestBudget budget = connector.budget(2);
    assertThat(budget.acquire(Lane.SWEEP, Duration.ZERO)).isTrue();
    assertThat(budget.acquire(Lane.SWEEP, Duration.ZERO)).isTrue();
    BackupApi api = connect(budget);

    api.in(Lane.RECOVERY).listResources("folder", "");

    assertThat(cloud.getRequestCount()).isEqualTo(1);
    assertThat(time.slept()).isEmpty();
  }

  @Test
  void shouldRefuseKeyThatIsNone() {
    Credentials.AuthorizedKey broken = new Credentials.AuthorizedKey("id", "account", "secret");

    assertThatThrownBy(
            () ->
                connector.connect(
                    new GivenEndpoints(uri(cloud), uri(cloud), uri(iam)),
                    broken,
                    connector.budget(1)))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two words", "two\nlines", "токен"})
  void shouldRefuseTokenThatIsNone(String token) {
    assertThatThrownBy(() -> new Credentials.IamToken(token))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining("yc iam create-token");
  }

  @Test
  void shouldTakeLineBreakOffTheToken() {
    assertThat(new Credentials.IamToken("t1.a\n").token()).isEqualTo("t1.a");
  }

  @Test
  void shouldShowNoSecretAsText() {
    List<Object> holders =
        List.of(
            new Credentials.IamToken("t1.secret"),
            new Credentials.AuthorizedKey("id", "account", "t1.secret"),
            new IssuedToken("t1.secret", Duration.ofHours(1)),
            TokenSources.of(
                new Credentials.IamToken("t1.secret"),
                Endpoints.DOCUMENTED,
                TestApi.http(TestApi.SETTINGS, time.runtime()),
                new Traffic(connector.budget(1), CallListener.NONE, time.runtime()),
                time.runtime()));

    assertThat(holders).extracting(Object::toString).noneMatch(text -> text.contains("secret"));
  }

  private BackupApi connect(double rate) {
    return connect(connector.budget(rate));
  }

  private BackupApi connect(RequestBudget budget) {
    return connector.connect(
        new GivenEndpoints(uri(cloud), uri(cloud), uri(iam)), TestKey.rsa().credentials(), budget);
  }
}
