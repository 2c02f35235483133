package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.PlanDisk;
import io.cloudbackup.api.BackupRecoveryStatus.PlanVolume;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What will be recovered onto what, as a person approves it. */
final class Plans {
  /** The longest id that the status takes; the API takes none that has more than 50. */
  static final int LONGEST_ID = 64;

  private static final int MOST = 64;

  /** Of all disks together: 64 times 64 with long names are more than the API server stores. */
  private static final int MOST_VOLUMES = 512;

  private static final int LONGEST_WARNING = 512;

  private static final Comparator<PlanDisk> BY_NAME =
      Comparator.comparing(PlanDisk::name).thenComparingLong(PlanDisk::size);

  private Plans() {}

  /** What a start needs of a plan. */
  record Pinned(String backupId, String machine) {}

  /**
   * The plan.
   *
   * @param ofTarget the target's own backups
   */
  static Plan of(Backup backup, Resource target, @Nullable Integer newer, List<Backup> ofTarget) {
    Layouts.Layout layout = Layouts.compare(backup, ofTarget);
    List<String> warnings =
        layout.warnings().stream().map(w -> Condition.limit(w, LONGEST_WARNING)).toList();
    // The cloud may list the same disks in another order the next time.
    List<PlanDisk> disks =
        bounded(backup.disks().stream().map(Plans::disk).sorted(BY_NAME).limit(MOST).toList());
    String hash =
        "sha256:"
            + Keys.hex(
                String.join(
                    "\n",
                    backup.id(),
                    String.valueOf(backup.createdAt()),
                    String.valueOf(backup.size()),
                    target.computeInstanceId(),
                    target.resourceId(),
                    layout.verdict(),
                    warnings.toString(),
                    disks.toString()),
                12);
    return new Plan(
        hash,
        backup.id(),
        Rfc3339.full(backup.createdAt()),
        backup.size(),
        text(backup.computeInstanceId()),
        target.computeInstanceId(),
        text(target.resourceId()),
        newer,
        layout.verdict(),
        warnings,
        disks);
  }

  /** One sentence for whoever approves; it drifts by the hour at the most. */
  static String summary(Plan plan, @Nullable Instant taken, Instant now) {
    String age =
        taken == null
            ? "of an unknown time"
            : "taken " + Rfc3339.roughly(Duration.between(taken, now)) + " ago";
    String newer =
        plan.newerBackups() == null
            ? "an unknown number of newer ones"
            : plan.newerBackups() + " newer";
    return "Backup "
        + plan.backupId()
        + ", "
        + age
        + " ("
        + newer
        + "), will overwrite machine "
        + plan.computeInstanceId()
        + "."
        + (plan.warnings().isEmpty() ? "" : " Mind its " + plan.warnings().size() + " warnings.");
  }

  private static @Nullable String text(String id) {
    return id.isEmpty() ? null : Condition.limit(id, LONGEST_ID);
  }

  static Pinned pinned(Plan plan) {
    return new Pinned(plan.backupId(), plan.computeInstanceId());
  }

  private static List<PlanDisk> bounded(List<PlanDisk> disks) {
    List<PlanDisk> kept = new ArrayList<>();
    int left = MOST_VOLUMES;
    for (PlanDisk disk : disks) {
      List<PlanVolume> volumes = disk.volumes().stream().limit(left).toList();
      kept.add(new PlanDisk(disk.name(), disk.size(), volumes));
      left -= volumes.size();
    }
    return List.copyOf(kept);
  }

  private static PlanDisk disk(Backup.Disk disk) {
    return new PlanDisk(
        Condition.limit(disk.name(), 256),
        disk.size(),
        disk.volumes().stream()
            .map(v -> new PlanVolume(Condition.limit(v.name(), 256), v.size()))
            .sorted(Comparator.comparing(PlanVolume::name).thenComparingLong(PlanVolume::size))
            .limit(MOST)
            .toList());
  }
}
