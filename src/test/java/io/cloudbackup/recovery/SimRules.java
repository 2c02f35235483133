package io.cloudbackup.recovery;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.Rfc3339;
import io.cloudbackup.kubernetes.Marks;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold, looked at whenever something happens that it is about. It knows what the cloud
 * really did, which no operator does.
 */
final class SimRules {
  /** A rule that was broken. */
  @SuppressWarnings("serial")
  static final class Violation extends Error {
    Violation(String message) {
      super(message);
    }
  }

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final SimWorld world;

  /** Which recovery a key was announced for, by uid. */
  private final Map<String, BackupRecovery> owners = new HashMap<>();

  private final Map<String, Duration> announced = new HashMap<>();
  private final Map<String, Integer> starts = new HashMap<>();
  private final Map<String, Integer> manifests = new HashMap<>();
  private final Map<String, Duration> firstIntent = new HashMap<>();
  private final Set<String> neverStarted = new HashSet<>();
  private final Set<String> farewells = new HashSet<>();
  private final Set<String> retried = new HashSet<>();
  private final Set<String> lost = new HashSet<>();
  private int sends;

  SimRules(SimWorld world) {
    this.world = world;
  }

  int sends() {
    return sends;
  }

  /** How often the recovery with that uid began. */
  int starts(String uid) {
    return starts.getOrDefault(uid, 0);
  }

  /** The status of a recovery is lost. */
  void lost(String uid) {
    lost.add(uid);
    neverStarted.remove(uid);
  }

  /** A person says that a recovery is to be sent once more. */
  void retried(String uid) {
    retried.add(uid);
  }

  /** Whether a start of that recovery may still arrive at the cloud. */
  boolean onTheWay(String uid) {
    return owners.entrySet().stream()
        .anyMatch(e -> uid(e.getValue()).equals(uid) && world.cloud().onTheWay(e.getKey()));
  }

  /** The operation that the recovery really began, if it did. */
  Optional<String> operation(String uid) {
    return world.cloud().begun().stream()
        .filter(b -> !b.key().isEmpty() && uid(owner(b)).equals(uid))
        .map(SimCloud.Begun::operationId)
        .findFirst();
  }

  private BackupRecovery owner(SimCloud.Begun begun) {
    return Objects.requireNonNull(owners.get(begun.key()));
  }

  private Duration now() {
    return Duration.ofNanos(world.time().nanos());
  }

  private static String uid(BackupRecovery recovery) {
    return recovery.getMetadata().getUid();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void require(boolean holds, String rule, @Nullable Object... details) {
    if (!holds) {
      throw new Violation(rule.formatted(details));
    }
  }

  /** An operator calls the cloud. */
  void posted(SimOperator operator, String machine, String key) {
    sends++;
    BackupRecovery owner = owners.get(key);
    require(owner != null, "a start with key %s is sent before its intent is written", key);
    String uid = uid(Objects.requireNonNull(owner));
    Duration since = announced.get(operator.me() + "/" + key);
    require(since != null, "%s sends key %s, which another replica announced", operator.me(), key);
    require(
        now().minus(Objects.requireNonNull(since)).compareTo(SimOperator.TIMING.sendBudget()) <= 0,
        "a start is sent %s after its intent was written",
        now().minus(since));
    require(
        holder(machine).filter(h -> h.endsWith("/" + uid)).isPresent(),
        "recovery %s is sent without the lock of %s, which is %s's",
        uid,
        machine,
        holder(machine).orElse("nobody"));
    Instant deadline = Rfc3339.parse(owner.getSpec().startDeadline());
    require(
        !operator.now().isAfter(Objects.requireNonNull(deadline)),
        "recovery %s is sent after its startDeadline",
        uid);
  }

  /** The cloud begins a recovery. */
  void began(SimCloud.Begun begun) {
    if (begun.key().isEmpty()) {
      return;
    }
    BackupRecovery owner = owner(begun);
    String uid = uid(owner);
    world.trace("cloud", "recovery %s begins as %s", uid, begun.operationId());
    require(!neverStarted.contains(uid), "recovery %s, said never to begin, begins", uid);
    require(starts.merge(uid, 1, Integer::sum) == 1, "recovery %s begins a second time", uid);
    require(
        manifests.merge(manifest(owner), 1, Integer::sum) == 1 || retried.contains(uid),
        "the manifest of recovery %s, applied again, begins a second time",
        uid);
    for (SimCloud.Begun other : world.cloud().begun()) {
      // Where the cloud hides for long what goes on, only the lock keeps recoveries apart.
      require(
          !world.climate().shows()
              || other.equals(begun)
              || other.key().isEmpty()
              || !other.machine().equals(begun.machine())
              || world.cloud().over(other),
          "recovery %s begins while %s goes on on %s",
          uid,
          other.operationId(),
          begun.machine());
    }
  }

  private static String manifest(BackupRecovery recovery) {
    return recovery.getMetadata().getName() + " " + recovery.getSpec().startDeadline();
  }

  /** An operator's status lands: {@code before} is what was there. */
  void statusWritten(SimOperator operator, BackupRecovery before, BackupRecovery after) {
    BackupRecoveryStatus then = SimApiServer.status(before);
    BackupRecoveryStatus now = SimApiServer.status(after);
    require(
        !then.currentPhase().terminal() || Objects.equals(then.phase(), now.phase()),
        "the end of %s changes from %s to %s",
        uid(before),
        then.phase(),
        now.phase());
    if (announces(then.start(), now.start())) {
      intent(operator, before, now);
    }
    settled(before, then, now);
    adopted(before, then, now);
    progress(before, then, now);
    if (now.currentPhase().terminal() && !then.currentPhase().terminal()) {
      ended(before, now);
    }
  }

  private static boolean announces(@Nullable Start then, @Nullable Start now) {
    return now != null && now.unsettled() && (then == null || now.attempts() > then.attempts());
  }

  private void intent(SimOperator operator, BackupRecovery read, BackupRecoveryStatus written) {
    String uid = uid(read);
    Start start = Objects.requireNonNull(written.start());
    Plan plan = Objects.requireNonNull(written.plan());
    owners.put(start.idempotencyKey(), read);
    announced.put(operator.me() + "/" + start.idempotencyKey(), now());
    firstIntent.putIfAbsent(uid, now());
    require(operator.me().equals(start.holder()), "the intent of %s names another holder", uid);
    require(!read.isMarkedForDeletion(), "a start of %s is announced after its deletion", uid);
    require(!Marks.of(read).paused(), "a start of %s is announced while it is paused", uid);
    require(
        read.getSpec().approval() == Approval.Automatic
            || plan.hash().equals(read.getSpec().approvedPlan()),
        "a start of %s is announced without approval",
        uid);
    require(
        !read.getMetadata().getFinalizers().isEmpty(),
        "a start of %s is announced without the finalizer",
        uid);
  }

  /** What was in doubt is called settled: without evidence it must not have begun. */
  private void settled(
      BackupRecovery recovery, BackupRecoveryStatus then, BackupRecoveryStatus now) {
    Start before = then.start();
    Start after = now.start();
    if (before == null || after == null || !before.unsettled() || after.unsettled()) {
      return;
    }
    boolean byPerson = then.currentPhase() == RecoveryPhase.StartUnknown;
    if (after.evidence() == null && !byPerson) {
      require(
          starts(uid(recovery)) == 0 && !world.cloud().onTheWay(before.idempotencyKey()),
          "recovery %s is called refused, but it began or still may",
          uid(recovery));
    }
  }

  private void adopted(
      BackupRecovery recovery, BackupRecoveryStatus then, BackupRecoveryStatus now) {
    if (now.taskId() == null || Objects.equals(then.taskId(), now.taskId())) {
      return;
    }
    SimCloud.Begun task =
        world.cloud().begun().stream()
            .filter(b -> Long.toString(b.taskId()).equals(now.taskId()))
            .findFirst()
            .orElseThrow(() -> new Violation("task " + now.taskId() + " does not exist"));
    BackupRecovery owner = owners.get(task.key());
    if (!world.climate().shows() || world.climate().operationsFor().toMinutes() < 60) {
      // A task that shows late may pass for a new one: the docs say what evidence Task means.
      return;
    }
    require(
        owner == null || uid(owner).equals(uid(recovery)),
        "recovery %s follows task %s of recovery %s",
        uid(recovery),
        now.taskId(),
        owner == null ? "" : uid(owner));
    // The list of what was there before is read a moment before the intent lands.
    require(
        task.at()
                .plus(LONGEST_WRITE)
                .plus(world.climate().taskDelay())
                .compareTo(firstIntent.getOrDefault(uid(recovery), Duration.ZERO))
            >= 0,
        "recovery %s follows task %s, which showed before its start",
        uid(recovery),
        now.taskId());
  }

  private void progress(
      BackupRecovery recovery, BackupRecoveryStatus then, BackupRecoveryStatus now) {
    if (then.phase() == null
        || !then.phase().equals(now.phase())
        || Objects.equals(then.progressPercent(), now.progressPercent())) {
      return;
    }
    Instant last = Rfc3339.parse(then.lastProgressTime());
    Instant next = Rfc3339.parse(now.lastProgressTime());
    require(
        last == null
            || next == null
            || !next.isBefore(last.plusSeconds(2))
            // Operators whose clocks differ can't tell when another one wrote.
            || next.isBefore(last)
            || world.operators().size() > 1,
        "progress of %s is written twice within two seconds",
        uid(recovery));
  }

  private void ended(BackupRecovery recovery, BackupRecoveryStatus end) {
    String uid = uid(recovery);
    Start start = end.start();
    boolean evident = start != null && start.evidence() != null;
    switch (end.currentPhase()) {
      case Succeeded -> require(outcome(end, true), "%s is Succeeded, which is not so", uid);
      case Failed, Expired -> {
        if (evident) {
          require(outcome(end, false), "%s is Failed, which is not so", uid);
        } else {
          // Past its deadline nothing is left to tell that a status was lost.
          require(
              starts(uid) == 0 || lost.contains(uid),
              "%s began and is called %s",
              uid,
              end.phase());
          neverStarted.add(uid);
        }
      }
      default -> {}
    }
  }

  /** Whether what the status names ended in that way. */
  private boolean outcome(BackupRecoveryStatus end, boolean well) {
    return world.cloud().begun().stream()
        .filter(
            b ->
                b.operationId().equals(end.operationId())
                    || Long.toString(b.taskId()).equals(end.taskId()))
        .anyMatch(b -> world.cloud().over(b) && b.succeeds() == well);
  }

  /** An operator takes its finalizer off. */
  void letGo(BackupRecovery recovery) {
    String uid = uid(recovery);
    boolean over = SimApiServer.status(recovery).currentPhase().terminal();
    if (recovery.isMarkedForDeletion() && !over && starts(uid) > 0) {
      require(farewells.contains(uid), "%s goes without a word while the cloud goes on", uid);
    }
  }

  /** An operator removes an object whose time has passed. */
  void removed(BackupRecovery recovery) {
    Instant deadline = Objects.requireNonNull(Rfc3339.parse(recovery.getSpec().startDeadline()));
    require(
        world.time().instant().plus(SimOperator.MOST_SKEW).isAfter(deadline),
        "%s is removed before its startDeadline",
        uid(recovery));
  }

  void event(BackupRecovery about, String reason) {
    if (reason.equals("RecoveryGoesOn")) {
      farewells.add(uid(about));
    }
  }

  private Optional<String> holder(String machine) {
    return world
        .server()
        .lease(Keys.lease(machine))
        .map(Lease::getSpec)
        .map(spec -> Optional.ofNullable(spec.getHolderIdentity()).orElse(""));
  }

  /** When all is quiet: everything has ended, or waits for a person, and no lock stays for good. */
  void atTheEnd() {
    List<String> open = new ArrayList<>();
    for (BackupRecovery recovery : world.server().recoveries()) {
      BackupRecoveryStatus status = SimApiServer.status(recovery);
      if (!world.atRest(recovery)) {
        open.add(uid(recovery) + " " + status.phase() + ": " + status.message());
      }
    }
    require(open.isEmpty(), "never at rest: %s", open);
    for (Lease lease : world.server().leases()) {
      String[] holder =
          Optional.ofNullable(lease.getSpec().getHolderIdentity()).orElse("").split("/", -1);
      Optional<BackupRecovery> owner =
          holder.length == 3
              ? world.server().find(holder[1]).filter(r -> uid(r).equals(holder[2]))
              : Optional.empty();
      // What one of two replicas takes while the other one ends it is for the next one to break.
      require(
          world.overlapped()
              || owner.isEmpty()
              || !SimApiServer.status(owner.get()).currentPhase().terminal(),
          "the lock of %s is left behind",
          lease.getMetadata().getName());
    }
  }
}
