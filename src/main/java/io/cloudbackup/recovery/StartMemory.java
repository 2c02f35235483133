package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.Rfc3339;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which recoveries of a machine have started, by their manifests and tasks. A manifest that is
 * applied again after its object was deleted, as GitOps does, makes a new object which must not
 * start once more; and a task that shows late must not pass for that of a later recovery. After its
 * startDeadline a manifest can't start, and after a day a task is no new one: then it is forgotten.
 *
 * <p>Kept as a text in the machine's lock: entries {@code <manifest>/<uid>/<until>/<task>}.
 */
final class StartMemory {
  static final String BETWEEN = " ";

  private static final int MANIFEST = 0;
  private static final int UID = 1;
  private static final int UNTIL = 2;
  private static final int TASK = 3;
  private static final int PARTS = 4;

  /** The youngest; more recoveries of one machine don't start before their deadlines. */
  private static final int MOST = 100;

  private final Clock clock;

  StartMemory(Clock clock) {
    this.clock = clock;
  }

  /** What remembers that recovery while it goes on. */
  String entry(BackupRecovery recovery) {
    return entry(
        manifest(recovery),
        recovery.getMetadata().getUid(),
        recovery.getSpec().startDeadline(),
        "");
  }

  /** The entry of a recovery that has ended, with its task where that is known. */
  String ended(String entry, @Nullable String taskId) {
    String[] parts = parts(entry);
    Instant deadline = Rfc3339.parse(parts[UNTIL]);
    Instant latest = clock.instant().plus(Claims.LATEST);
    Instant until = deadline == null || deadline.isBefore(latest) ? latest : deadline;
    return entry(parts[MANIFEST], parts[UID], Rfc3339.seconds(until), taskId == null ? "" : taskId);
  }

  private static String entry(String manifest, String uid, String until, String task) {
    return String.join("/", manifest, uid, until, task);
  }

  private static String[] parts(String entry) {
    return Arrays.copyOf(entry.split("/", -1), PARTS);
  }

  /** Whether this very object is among the entries. */
  boolean started(String entries, BackupRecovery recovery) {
    String own = manifest(recovery) + "/" + recovery.getMetadata().getUid() + "/";
    return split(entries).anyMatch(e -> e.startsWith(own));
  }

  /** Whether another object of the same manifest is among the entries. */
  boolean startedBefore(String entries, BackupRecovery recovery) {
    String manifest = manifest(recovery) + "/";
    String own = manifest + recovery.getMetadata().getUid() + "/";
    return split(entries).anyMatch(e -> e.startsWith(manifest) && !e.startsWith(own));
  }

  /** The tasks of the other recoveries, by the uids of their objects; empty where unknown. */
  Map<String, String> tasksOfOthers(String entries, BackupRecovery recovery) {
    Map<String, String> tasks = new LinkedHashMap<>();
    split(entries)
        .map(StartMemory::parts)
        .filter(parts -> parts[UID] != null && !parts[UID].equals(recovery.getMetadata().getUid()))
        .forEach(parts -> tasks.put(parts[UID], Objects.requireNonNullElse(parts[TASK], "")));
    return tasks;
  }

  /** The entries without those of which nothing matters any more; of each recovery the last. */
  String prune(String entries) {
    Map<String, String> kept = new LinkedHashMap<>();
    split(entries).filter(this::counts).forEach(e -> kept.put(parts(e)[UID], e));
    return kept.values().stream()
        .skip(Math.max(0, kept.size() - MOST))
        .collect(Collectors.joining(BETWEEN));
  }

  private boolean counts(String entry) {
    Instant until = Rfc3339.parse(parts(entry)[UNTIL]);
    return until != null && !clock.instant().isAfter(until);
  }

  private static Stream<String> split(String entries) {
    return Arrays.stream(entries.split(BETWEEN)).filter(e -> !e.isBlank());
  }

  /**
   * What stays the same when a manifest is applied again; approval and TTL may be edited. Field by
   * field, so that a later version of the operator makes the same of it.
   */
  private static String manifest(BackupRecovery recovery) {
    BackupRecoverySpec spec = recovery.getSpec();
    BackupRecoverySpec.Latest latest = spec.source().latest();
    List<@Nullable String> fields = new ArrayList<>();
    fields.add(recovery.getMetadata().getNamespace());
    fields.add(recovery.getMetadata().getName());
    fields.add(spec.source().backupId());
    fields.add(latest == null ? null : latest.computeInstanceId());
    fields.add(latest == null ? null : name(latest.resourceRef()));
    fields.add(latest == null ? null : latest.before());
    fields.add(latest == null ? null : latest.policyId());
    fields.add(spec.target().computeInstanceId());
    fields.add(name(spec.target().resourceRef()));
    fields.add(spec.startDeadline());
    return Keys.hex(fields.toString(), 8);
  }

  private static @Nullable String name(BackupRecoverySpec.@Nullable ResourceRef ref) {
    return ref == null ? null : ref.name();
  }
}
