package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backup of a scenario.
 *
 * @param id default: derived from the machine and the backup's place, the same at each start
 * @param age how long before the emulator's start it was taken; 24h
 * @param size 1GiB
 * @param type FULL (default) or INCREMENTAL
 * @param policyId default: the machine's schedule's, or the scenario's first policy
 * @param deleted whether it is one that was deleted, but still shown
 * @param disks default: the machine's
 */
public record BackupSpec(
    String id,
    Duration age,
    DataSize size,
    String type,
    String policyId,
    boolean deleted,
    List<Disk> disks) {
  public BackupSpec {
    id = Objects.requireNonNullElse(id, "");
    age = Objects.requireNonNullElse(age, Duration.ofHours(24));
    size = Objects.requireNonNullElse(size, new DataSize(1L << 30));
    type = Objects.requireNonNullElse(type, "FULL");
    policyId = Objects.requireNonNullElse(policyId, "");
    disks = disks == null ? List.of() : List.copyOf(disks);
  }

  /**
   * A disk in a backup.
   *
   * @param files what lies on it: a name with a size is a file, a name with names below is a
   *     directory
   */
  public record Disk(
      String name,
      String deviceModel,
      DataSize size,
      List<Volume> volumes,
      @Nullable JsonNode files) {
    static final List<Disk> DEFAULT =
        List.of(
            new Disk(
                "Disk 1",
                "Virtio Block Device",
                new DataSize(20L << 30),
                List.of(
                    new Volume(
                        "/dev/vda1",
                        new DataSize(20L << 30),
                        new DataSize(12L << 30),
                        true,
                        true,
                        "/")),
                null));

    public Disk {
      name = Objects.requireNonNullElse(name, "Disk 1");
      deviceModel = Objects.requireNonNullElse(deviceModel, "Virtio Block Device");
      size = Objects.requireNonNullElse(size, new DataSize(20L << 30));
      volumes = volumes == null ? List.of() : List.copyOf(volumes);
      FileTree.check(files);
    }
  }

  /** A volume of a disk. */
  public record Volume(
      String name,
      DataSize size,
      DataSize freeSpace,
      boolean bootable,
      boolean system,
      String mount) {
    public Volume {
      name = Objects.requireNonNullElse(name, "");
      size = Objects.requireNonNullElse(size, DataSize.ZERO);
      freeSpace = Objects.requireNonNullElse(freeSpace, DataSize.ZERO);
      mount = Objects.requireNonNullElse(mount, "");
    }
  }
}
