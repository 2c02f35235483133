package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.Breaker.Sign;
import io.cloudbackup.cloud.CloudError.Kind;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the end of one call says about the others. */
class ObstacleTest {
  /** What was called, where it failed, how; and what that says about each obstacle. */
  private static final String TABLE =
      """
      Resource.get  | Resource.get    | 200 | OK              | WELL | WELL | WELL
      Resource.list | Resource.list   | 200 | OK              | WELL | WELL | WELL
      Resource.get  | Resource.get    | 400 | INVALID         | WELL | NONE | WELL
      Resource.get  | Resource.get    | 404 | NOT_FOUND       | WELL | NONE | WELL
      Backup.delete | Backup.delete   | 409 | ALREADY_EXISTS  | WELL | NONE | WELL
      Backup.delete | Backup.delete   | 400 | PRECONDITION    | WELL | NONE | WELL
      Resource.get  | Resource.get    | 403 | FORBIDDEN       | WELL | NONE | WELL
      Backup.startRecovery | Backup.startRecovery | 403 | FORBIDDEN | WELL | NONE | WELL
      Resource.list | Resource.list   | 403 | FORBIDDEN       | WELL | ILL  | WELL
      Resource.get  | IamToken.create | 403 | FORBIDDEN       | NONE | ILL  | NONE
      Resource.get  | Resource.get    | 429 | THROTTLED       | NONE | NONE | WELL
      Resource.get  | Resource.get    | 0   | THROTTLED       | NONE | NONE | NONE
      Resource.get  | IamToken.create | 429 | THROTTLED       | NONE | NONE | NONE
      Resource.get  | Resource.get    | 401 | UNAUTHENTICATED | ILL  | NONE | WELL
      Resource.get  | IamToken.create | 0   | UNAUTHENTICATED | ILL  | NONE | NONE
      Resource.get  | IamToken.create | 400 | NO_TOKEN        | ILL  | NONE | NONE
      Resource.get  | Resource.get    | 0   | UNREACHABLE     | NONE | NONE | ILL
      Resource.get  | IamToken.create | 0   | UNREACHABLE     | NONE | NONE | NONE
      Resource.get  | Resource.get    | 0   | LOST            | NONE | NONE | WELL
      Resource.get  | Resource.get    | 503 | UNAVAILABLE     | NONE | NONE | WELL
      Resource.get  | Resource.get    | 200 | GARBAGE         | NONE | NONE | WELL
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = TABLE)
  void shouldSayWhatOneCallTellsOfAll(
      String call,
      String failed,
      int status,
      String result,
      Sign credentials,
      Sign permission,
      Sign host) {
    CloudError error =
        result.equals("OK")
            ? null
            : new CloudError(Kind.valueOf(result), status, "so it is", "", failed);

    assertThat(Obstacle.CREDENTIALS.sign(call, error)).isEqualTo(credentials);
    assertThat(Obstacle.PERMISSION.sign(call, error)).isEqualTo(permission);
    assertThat(Obstacle.BACKUP_HOST.sign(call, error)).isEqualTo(host);
    assertThat(Obstacle.OPERATION_HOST.sign(call, error)).isEqualTo(host);
  }

  @Test
  void shouldKnowEveryKind() {
    Set<String> kinds = new TreeSet<>();
    TABLE.lines().forEach(line -> kinds.add(line.split("\\|", -1)[3].strip()));

    kinds.remove("OK");
    assertThat(kinds)
        .containsExactlyElementsOf(
            new TreeSet<>(Arrays.stream(Kind.values()).map(Kind::name).toList()));
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void shouldNeverLeaveItInDoubtThatNothingWasSent(Obstacle obstacle) {
    CloudError last = new CloudError(Kind.FORBIDDEN, 403, "No way", "request-9", "Resource.list");

    CloudError refusal = obstacle.refusal("Backup.startRecovery", last);

    assertThat(refusal.ambiguous()).isFalse();
    assertThat(refusal.httpStatus()).isZero();
    assertThat(refusal.call()).isEqualTo("Backup.startRecovery");
    assertThat(refusal.requestId()).isEqualTo("request-9");
    assertThat(refusal.message()).startsWith("not sent: ").contains("No way");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREDENTIALS    | NO_TOKEN    | replace them
          PERMISSION     | FORBIDDEN   | grant the service account a role on the folder
          BACKUP_HOST    | UNREACHABLE | look at network, name resolution and proxies
          OPERATION_HOST | UNREACHABLE | look at network, name resolution and proxies
          """)
  void shouldSayWhatToDo(Obstacle obstacle, Kind kind, String advice) {
    CloudError last = new CloudError(Kind.UNREACHABLE, 0, "not sent: no way", "", "Some.call");

    CloudError refusal = obstacle.refusal("Resource.get", last);

    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.message()).contains(advice);
  }

  @Test
  void shouldSayOnceThatNothingWasSent() {
    CloudError last = CloudErrors.unsent("Resource.get", "no connection to here: refused");

    assertThat(Obstacle.BACKUP_HOST.refusal("Resource.get", last).message())
        .isEqualTo(
            "not sent: several calls could not reach the cloud, the last one since no connection"
                + " to here: refused; look at network, name resolution and proxies");
  }

  @ParameterizedTest
  @CsvSource({
    "Resource.list, CREDENTIALS BACKUP_HOST",
    "Resource.get, CREDENTIALS PERMISSION BACKUP_HOST",
    "Backup.startRecovery, CREDENTIALS PERMISSION BACKUP_HOST",
    "Operation.get, CREDENTIALS PERMISSION OPERATION_HOST"
  })
  void shouldStopOnlyWhatItConcerns(String call, String stopping) {
    assertThat(Obstacle.values())
        .filteredOn(obstacle -> obstacle.concerns(call) && obstacle.stops(call))
        .extracting(Obstacle::name)
        .containsExactly(stopping.split(" "));
  }
}
