package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudError.Kind;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderProblemTest {
  private static final String TABLE =
      """
      UNAUTHENTICATED | AuthenticationFailed | true  | Secret
      NO_TOKEN        | AuthenticationFailed | true  | Secret
      FORBIDDEN       | PermissionDenied     | true  | backup.viewer
      NOT_FOUND       | FolderNotFound       | true  | spec.folderId folder-1
      THROTTLED       | Throttled            | false | maxRequestsPerSecond
      UNREACHABLE     | EndpointUnreachable  | false | spec.endpoints
      LOST            | CloudNotAnswering    | false | tried again
      UNAVAILABLE     | CloudNotAnswering    | false | tried again
      GARBAGE         | UnexpectedAnswer     | false | proxy
      INVALID         | RequestRefused       | true  | the cloud said so
      ALREADY_EXISTS  | RequestRefused       | true  | the cloud said so
      PRECONDITION    | RequestRefused       | true  | the cloud said so
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = TABLE)
  void shouldSayWhatToDoAboutEachKind(Kind kind, String reason, boolean authority, String advice) {
    FolderProblem problem =
        FolderProblem.of(
            new CloudError(kind, 0, "the cloud said so", "request-9", "Resource.list"), "folder-1");

    assertThat(problem.reason()).isEqualTo(reason);
    assertThat(problem.lasting()).isEqualTo(authority);
    assertThat(problem.message())
        .contains(advice)
        .contains("the cloud said so")
        .contains("request-9")
        .endsWith(".");
  }

  @ParameterizedTest
  @CsvSource({"NO_TOKEN, true", "UNREACHABLE, false"})
  void shouldKeepTheReasonOfCredentialsThatGiveNoToken(Kind kind, boolean authority) {
    FolderProblem problem =
        FolderProblem.of(
            new CloudError(kind, 0, "do this", "", "Some.exchange", "SomeReason"), "folder-1");

    assertThat(problem)
        .isEqualTo(new FolderProblem("SomeReason", "Some.exchange: do this.", authority));
  }

  @ParameterizedTest
  @CsvSource({
    "Backup.startRecovery, account backup.editor on folder folder-1.",
    "Resource.delete, account backup.editor on folder folder-1.",
    "Resource.get, account backup.viewer (to watch) or backup.editor (to act) on folder folder-1."
  })
  void shouldNameTheRoleThatTheCallTakes(String call, String words) {
    CloudError error = new CloudError(Kind.FORBIDDEN, 403, "no role", "", call);

    assertThat(FolderProblem.of(error, "folder-1").message()).endsWith(words);
    assertThat(FolderProblem.told(error, "")).endsWith(" on the folder.");
  }

  @Test
  void shouldKnowEveryKind() {
    Set<String> kinds = new TreeSet<>();
    TABLE.lines().forEach(line -> kinds.add(line.substring(0, line.indexOf('|')).strip()));

    assertThat(kinds)
        .containsExactlyElementsOf(
            new TreeSet<>(Arrays.stream(Kind.values()).map(Kind::name).toList()));
  }
}
