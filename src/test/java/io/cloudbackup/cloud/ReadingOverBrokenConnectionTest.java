package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.ScriptedServer.cut;
import static io.cloudbackup.cloud.ScriptedServer.endless;
import static io.cloudbackup.cloud.ScriptedServer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.cloudbackup.cloud.ScriptedServer.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reading method does about faults below HTTP. */
class ReadingOverBrokenConnectionTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedServer server = new ScriptedServer();
  private final BackupApi api = TestApi.of(server.uri(), time);

  static List<Reply> passingFaults() {
    return List.of(hangUp(), cut("{\"resources\":[]}", 5));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void shouldTryAgainWhenFaultMayPass(Reply fault) {
    server.reply(fault).json("{}");

    assertThat(api.listResources("folder", "").items()).isEmpty();

    assertThat(server.received()).hasSize(2);
    assertThat(time.slept()).containsExactly(Duration.ofMillis(100));
  }

  @Test
  void shouldTryThreeTimesWhenPortIsRefused() {
    server.close();

    CloudError error = failure(() -> api.listResources("folder", ""));

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(time.slept()).hasSize(2);
  }

  @Test
  void shouldStopReadingAnEndlessAnswer() {
    server.reply(endless());

    CloudError error = failure(() -> api.getOperation("cdg1"));

    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(error.message()).isEqualTo("the answer is larger than 1048576 bytes");
  }

  private static CloudError failure(Runnable call) {
    return catchThrowableOfType(CloudException.class, call::run).error();
  }
}
