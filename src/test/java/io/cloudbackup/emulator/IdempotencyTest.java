package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.BACKUPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void shouldAnswerTheSameKeyWithTheSameOperationAsItStandsNow() {
    Response first = cloud.start("backup-new", "epdtarget", "key-1");
    cloud.pass("50s");

    Response again = cloud.start("backup-new", "epdtarget", "key-1");

    assertThat(again.text("/id")).isEqualTo(first.text("/id"));
    assertThat(again.json().at("/metadata/progressPercentage").asInt()).isEqualTo(50);
    assertThat(cloud.start("backup-new", "epdtarget", "key-2").code()).isEqualTo(9);
    assertThat(cloud.emulator.starts()).hasSize(1);
    assertThat(cloud.emulator.starts().getFirst().idempotencyKey()).isEqualTo("key-1");
  }

  @Test
  void shouldBeginAgainWhenKeysAreIgnoredAndTheMachineIsIdle() {
    cloud.settings("{\"idempotency\":\"ignore\"}");
    Response first = cloud.start("backup-new", "epdtarget", "key-1");
    assertThat(cloud.start("backup-new", "epdtarget", "key-1").code()).isEqualTo(9);
    cloud.pass("100s");

    Response again = cloud.start("backup-new", "epdtarget", "key-1");

    assertThat(again.text("/id")).isNotEqualTo(first.text("/id"));
    assertThat(cloud.emulator.starts()).hasSize(2);
  }

  @Test
  void shouldBeginAgainWhenTheKeyIsForgotten() {
    cloud.settings("{\"idempotencyRetention\":\"3m\"}");
    Response first = cloud.start("backup-new", "epdtarget", "key-1");
    cloud.pass("179s");
    assertThat(cloud.start("backup-new", "epdtarget", "key-1").text("/id"))
        .isEqualTo(first.text("/id"));
    cloud.pass("1s");

    Response again = cloud.start("backup-new", "epdtarget", "key-1");

    assertThat(again.text("/id")).isNotEqualTo(first.text("/id"));
    assertThat(cloud.emulator.starts()).hasSize(2);
  }

  @Test
  void shouldHonourTheKeyOfADeletionToo() {
    var request =
        cloud
            .request("DELETE", BACKUPS + "/epdsource/backup-old", "")
            .header("Idempotency-Key", "d");
    Response first = cloud.send(request.copy());
    cloud.pass("2s");

    Response again = cloud.send(request.copy());

    assertThat(again.text("/id")).isEqualTo(first.text("/id"));
    assertThat(again.json().path("done").asBoolean()).isTrue();
  }
}
