package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.Rfc3339;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which manifests a recovery of a machine has started from. A manifest that is applied again after
 * its object was deleted, as GitOps does, makes a new object which must not start once more. After
 * its startDeadline it can't, so that what lies behind is forgotten.
 *
 * <p>Kept as a text in the machine's lock: entries {@code <manifest>/<uid>/<startDeadline>}.
 */
final class StartMemory {
  static final String BETWEEN = " ";

  /** The youngest; more recoveries of one machine don't start before their deadlines. */
  private static final int MOST = 100;

  private final Clock clock;

  StartMemory(Clock clock) {
    this.clock = clock;
  }

  /** What remembers that recovery. */
  String entry(BackupRecovery recovery) {
    return manifest(recovery)
        + "/"
        + recovery.getMetadata().getUid()
        + "/"
        + recovery.getSpec().startDeadline();
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

  /** The entries without those whose startDeadline has passed. */
  String prune(String entries) {
    List<String> kept = split(entries).filter(this::counts).distinct().toList();
    return kept.stream().skip(Math.max(0, kept.size() - MOST)).collect(Collectors.joining(BETWEEN));
  }

  private boolean counts(String entry) {
    Instant deadline = Rfc3339.parse(entry.substring(entry.lastIndexOf('/') + 1));
    return deadline != null && !clock.instant().isAfter(deadline);
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
