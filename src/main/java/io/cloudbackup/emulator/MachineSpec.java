package io.cloudbackup.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a scenario, or many alike. What the machine is doing by itself (backing up,
 * recovering) goes over {@code status} while it lasts.
 *
 * @param id the compute instance's; left out where {@code generate} is given
 * @param generate how many machines to make: idPrefix00001 and so on
 * @param folder default: the scenario's first
 * @param resourceId default: derived from the machine's id, the same at each start
 * @param age how long before the emulator's start it was registered; 90d
 * @param status IDLE (default) or any other text of the API
 * @param initStatus REGISTRED (default) or any other text of the API
 * @param type COMPUTE (default), BMS, EXTERNAL_VM, EXTERNAL_SERVER
 * @param disks what its backups hold, unless they say otherwise; one disk of 20GiB with one
 *     bootable volume
 * @param recoveryError how each recovery onto this machine ends, unless well
 * @param backupError how each backup of this machine ends, unless well
 */
public record MachineSpec(
    String id,
    int generate,
    String idPrefix,
    String folder,
    String resourceId,
    Duration age,
    Boolean online,
    Boolean active,
    Boolean enabled,
    String status,
    String statusDetails,
    int statusProgress,
    String initStatus,
    String metadata,
    String type,
    @Nullable Agent agent,
    @Nullable ScheduleSpec schedule,
    List<BackupSpec.Disk> disks,
    List<BackupSpec> backups,
    @Nullable Failure recoveryError,
    @Nullable Failure backupError) {
  public MachineSpec {
    id = Objects.requireNonNullElse(id, "");
    idPrefix = Objects.requireNonNullElse(idPrefix, "");
    folder = Objects.requireNonNullElse(folder, "");
    resourceId = Objects.requireNonNullElse(resourceId, "");
    age = Objects.requireNonNullElse(age, Duration.ofDays(90));
    online = Objects.requireNonNullElse(online, true);
    active = Objects.requireNonNullElse(active, true);
    enabled = Objects.requireNonNullElse(enabled, true);
    status = Objects.requireNonNullElse(status, "IDLE");
    statusDetails = Objects.requireNonNullElse(statusDetails, "");
    initStatus = Objects.requireNonNullElse(initStatus, "REGISTRED");
    metadata = Objects.requireNonNullElse(metadata, "");
    type = Objects.requireNonNullElse(type, "COMPUTE");
    disks = disks == null ? BackupSpec.Disk.DEFAULT : List.copyOf(disks);
    backups = backups == null ? List.of() : List.copyOf(backups);
    if (generate == 0 && (id.isEmpty() || id.length() > 50)) {
      throw new IllegalArgumentException(
          "a machine needs an id of 1 to 50 characters, or generate and idPrefix");
    }
    if (generate != 0
        && (generate < 0 || generate > 100_000 || idPrefix.isEmpty() || !id.isEmpty())) {
      throw new IllegalArgumentException(
          "generate makes 1 to 100000 machines and needs idPrefix, and no id");
    }
  }

  /** Which of several machines alike this is. */
  MachineSpec as(String newId, String newFolder) {
    return new MachineSpec(
        newId,
        0,
        "",
        newFolder,
        resourceId,
        age,
        online,
        active,
        enabled,
        status,
        statusDetails,
        statusProgress,
        initStatus,
        metadata,
        type,
        agent,
        schedule,
        disks,
        backups,
        recoveryError,
        backupError);
  }

  /** Whether the machine can act for Cloud Backup right now. */
  boolean able() {
    return online && active && initStatus.equals("REGISTRED");
  }

  /** The backup agent on the machine. */
  public record Agent(String currentVersion, String latestVersion, boolean canUpdate) {
    public Agent {
      currentVersion = Objects.requireNonNullElse(currentVersion, "");
      latestVersion = Objects.requireNonNullElse(latestVersion, "");
    }
  }

  /** A gRPC code and a text. */
  public record Failure(int code, String message) {
    public Failure {
      code = code == 0 ? GrpcCode.INTERNAL.number() : code;
      message = Objects.requireNonNullElse(message, "Ordered failure.");
    }
  }
}
