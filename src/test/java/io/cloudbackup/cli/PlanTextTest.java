package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String DEADLINE = "2026-11-26T13:00:00Z";

  private static List<String> lines(String json, boolean colours) {
    try {
      Plan plan = new JsonMapper().readValue(json, Plan.class);
      return PlanText.lines(plan, DEADLINE, NOW, colours);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldTellWhatIsOverwrittenWithWhat() {
    String plan =
        """
        {"hash": "sha256:1", "backupId": "b1", "backupTime": "2026-11-26T09:00:00Z", "backupSize": 2147483648,
         "computeInstanceId": "epd1", "sourceComputeInstanceId": "epd2", "newerBackups": 2, "layout": "Differs",
         "warnings": ["Look."], "disks": [{"name": "Disk 1", "size": 1024, "volumes": [{"name": "v", "size": 512}]}]}
        """;

    assertThat(lines(plan, false))
        .containsExactly(
            "This overwrites the disks of machine epd1.",
            "  Backup     b1 (2.0GiB)",
            "  Taken      3h0m ago, 2026-11-26T09:00:00Z; there are 2 newer ones",
            "  Of         another machine: epd2",
            "  Layout     the disks differ from those in the machine's own newest backup",
            "  Disk       Disk 1 1.0KiB: v 512B",
            "  Warning    Look.",
            "  Plan       sha256:1",
            "  Not after  2026-11-26T13:00:00Z");
  }

  @Test
  void shouldSayWhatNobodyKnows() {
    assertThat(lines("{\"hash\": \"h\", \"computeInstanceId\": \"epd1\"}", false))
        .contains(
            "  Taken      unknown; whether there are newer ones isn't known",
            "  Of         an unknown machine",
            "  Layout     the disks can't be compared with the machine's own");
  }

  @Test
  void shouldLetNobodyDrawOnTheTerminalOfWhoApproves() {
    String hostile =
        "{\"backupId\":\"b\\u001b[2J\",\"warnings\":[\"w\\u001b[1A\"],\"disks\":[{\"name\":\"d\\r\\n\"}]}";

    assertThat(lines(hostile, true))
        .noneMatch(line -> line.contains("\u001b[2J") || line.contains("\u001b[1A"))
        .noneMatch(line -> line.contains("\r") || line.contains("\n"));
  }

  @Test
  void shouldCountOneNewerBackupAsOne() {
    assertThat(lines("{\"hash\": \"sha256:1\", \"newerBackups\": 1}", false))
        .contains("  Taken      unknown; there is a newer one");
  }
}
