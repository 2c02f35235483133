package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One Lease for each machine that a recovery is about to overwrite, or overwrites. It is not timed:
 * its holder is a BackupRecovery, and it lasts until that is settled. It remembers which recoveries
 * started while their startDeadline lies ahead; with nothing to remember and no holder it goes.
 */
final class MachineLocks {
  private static final String MACHINE = BackupApiGroup.GROUP + "/compute-instance-id";
  private static final String OPERATION = BackupApiGroup.GROUP + "/operation-id";

  /** The holder's last send: its key and attempt. */
  private static final String START_KEY = BackupApiGroup.GROUP + "/idempotency-key";

  /** What the holder was made from, see {@link StartMemory}. */
  private static final String HOLDER_ENTRY = BackupApiGroup.GROUP + "/holder";

  /** What earlier holders that started were made from. */
  private static final String MEMORY = BackupApiGroup.GROUP + "/started";

  private static final Set<String> OF_A_HOLDER = Set.of(HOLDER_ENTRY, START_KEY, OPERATION);

  private final Cluster cluster;
  private final StartMemory memory;

  MachineLocks(Cluster cluster, StartMemory memory) {
    this.cluster = cluster;
    this.memory = memory;
  }

  /**
   * How the lock stands.
   *
   * @param sent whether it says that this very object was sent
   * @param startedBefore whether it remembers the start of another object of the same manifest
   * @param tasksOfOthers the tasks of earlier recoveries of the machine, by the uids of their
   *     objects; empty where unknown
   */
  record Look(
      LockView view, boolean sent, boolean startedBefore, Map<String, String> tasksOfOthers) {
    static final Look NOTHING = at(new LockView.NotAsked());

    private static Look at(LockView view) {
      return new Look(view, false, false, Map.of());
    }
  }

  /** How the machine's lock stands for that recovery, by live reads. */
  Look look(String machine, BackupRecovery recovery) {
    return cluster
        .lease(Keys.lease(machine))
        .map(lease -> look(lease, machine, recovery))
        .orElse(Look.at(new LockView.Free()));
  }

  private Look look(Lease lease, String machine, BackupRecovery recovery) {
    LockView view = view(lease, machine, recovery);
    String started = annotation(lease, MEMORY);
    boolean sending = view instanceof LockView.Mine && !annotation(lease, START_KEY).isEmpty();
    return new Look(
        view,
        sending || memory.started(started, recovery),
        memory.startedBefore(started + StartMemory.BETWEEN + sentEntry(lease), recovery),
        memory.tasksOfOthers(started, recovery));
  }

  private LockView view(Lease lease, String machine, BackupRecovery recovery) {
    String holder = holder(lease);
    if (holder.isEmpty()) {
      return new LockView.Free();
    }
    if (holder.equals(identity(recovery))) {
      return new LockView.Mine(machine, version(lease));
    }
    String[] parts = holder.split("/", -1);
    return parts.length == 3 && Stream.of(parts).noneMatch(String::isBlank)
        ? new LockView.Others(
            parts[0] + "/" + parts[1],
            left(parts[0], parts[1], parts[2]),
            annotation(lease, OPERATION))
        : new LockView.Others("'" + holder + "'", false, "");
  }

  /** Takes the lock, or has it already; false where somebody else was faster. */
  boolean take(String machine, BackupRecovery recovery) {
    Optional<Lease> lease = cluster.lease(Keys.lease(machine));
    Lease fresh = lease.orElseGet(Lease::new);
    if (!holder(fresh).isEmpty()) {
      return holder(fresh).equals(identity(recovery));
    }
    Lease taken =
        edited(
            fresh,
            machine,
            identity(recovery),
            annotations -> {
              annotations.keySet().removeAll(OF_A_HOLDER);
              annotations.put(HOLDER_ENTRY, memory.entry(recovery));
            });
    return lease.isPresent() ? cluster.replace(taken) : cluster.create(taken);
  }

  /**
   * Notes the send that is about to be made; false where the lock is not that recovery's any more.
   */
  boolean mark(String machine, BackupRecovery recovery, String send) {
    return held(machine, recovery)
        .map(
            lease ->
                cluster.replace(edited(lease, machine, holder(lease), a -> a.put(START_KEY, send))))
        .orElse(false);
  }

  /** Gives the lock back as it was seen; one that a replica sends under meanwhile has changed. */
  void giveBackUnused(String machine, BackupRecovery recovery, String version) {
    held(machine, recovery)
        .filter(lease -> version(lease).equals(version))
        .ifPresent(lease -> free(lease, machine, ""));
  }

  /**
   * Gives the lock back if that recovery holds it; false where the lock changed meanwhile.
   *
   * @param started whether it is to be remembered that the recovery started, or may have
   */
  boolean giveBack(String machine, BackupRecovery recovery, boolean started) {
    return held(machine, recovery)
        .map(lease -> free(lease, machine, started ? ended(lease, recovery.getStatus()) : ""))
        .orElse(true);
  }

  /** Frees the lock if its holder is gone or settled; the caller has seen the machine idle. */
  void breakLeft(String machine, BackupRecovery recovery) {
    cluster
        .lease(Keys.lease(machine))
        .filter(
            lease ->
                view(lease, machine, recovery) instanceof LockView.Others others && others.left())
        // Whether the holder started is not known, or is for its own status to say.
        .ifPresent(lease -> free(lease, machine, ended(lease, null)));
  }

  /**
   * Notes which operation goes on after its recovery's object went; false where the lock changed
   * meanwhile.
   */
  boolean note(String machine, BackupRecovery recovery, @Nullable String operationId) {
    return operationId == null
        || held(machine, recovery)
            .map(
                lease ->
                    cluster.replace(
                        edited(lease, machine, holder(lease), a -> a.put(OPERATION, operationId))))
            .orElse(true);
  }

  /** What is to be remembered of the holder where it came to a send. */
  private String ended(Lease lease, @Nullable BackupRecoveryStatus status) {
    String entry = sentEntry(lease);
    return entry.isEmpty() ? "" : memory.ended(entry, status == null ? null : status.taskId());
  }

  /**
   * Exactly this Lease in this state: one that somebody else took meanwhile stays.
   *
   * @param entry to be remembered from now on, or empty
   */
  private boolean free(Lease lease, String machine, String entry) {
    String kept = memory.prune(annotation(lease, MEMORY) + StartMemory.BETWEEN + entry);
    if (kept.isEmpty()) {
      return cluster.delete(lease);
    }
    return cluster.replace(
        edited(
            lease,
            machine,
            null,
            annotations -> {
              annotations.keySet().removeAll(OF_A_HOLDER);
              annotations.put(MEMORY, kept);
            }));
  }

  /** The holder's entry where it came to a send, which the mark on the lock precedes. */
  private static String sentEntry(Lease lease) {
    return annotation(lease, START_KEY).isEmpty() ? "" : annotation(lease, HOLDER_ENTRY);
  }

  private static String version(Lease lease) {
    return String.valueOf(lease.getMetadata().getResourceVersion());
  }

  private static Lease edited(
      Lease lease, String machine, @Nullable String holder, Consumer<Map<String, String>> edit) {
    LeaseBuilder builder =
        new LeaseBuilder(lease)
            .editOrNewMetadata()
            .withName(Keys.lease(machine))
            .addToAnnotations(MACHINE, machine)
            .endMetadata()
            .editOrNewSpec()
            .withHolderIdentity(holder)
            .endSpec();
    Lease edited = builder.build();
    edit.accept(edited.getMetadata().getAnnotations());
    return edited;
  }

  private Optional<Lease> held(String machine, BackupRecovery recovery) {
    return cluster
        .lease(Keys.lease(machine))
        .filter(lease -> holder(lease).equals(identity(recovery)));
  }

  private static String holder(Lease lease) {
    return lease.getSpec() == null || lease.getSpec().getHolderIdentity() == null
        ? ""
        : lease.getSpec().getHolderIdentity();
  }

  private static String annotation(Lease lease, String name) {
    Map<String, String> annotations = lease.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(name, "");
  }

  private boolean left(String namespace, String name, String uid) {
    Optional<BackupRecovery> owner;
    try {
      owner = cluster.recovery(namespace, name);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        // Another installation's, in a namespace that is not this one's to read.
        return false;
      }
      throw e;
    }
    if (owner.isEmpty() || !uid.equals(owner.get().getMetadata().getUid())) {
      return true;
    }
    BackupRecoveryStatus status = owner.get().getStatus();
    return status != null && status.currentPhase().terminal();
  }

  private static String identity(BackupRecovery recovery) {
    return recovery.getMetadata().getNamespace()
        + "/"
        + recovery.getMetadata().getName()
        + "/"
        + recovery.getMetadata().getUid();
  }
}
