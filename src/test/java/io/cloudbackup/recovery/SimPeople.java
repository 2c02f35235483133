package io.cloudbackup.recovery;

import io.cloudbackup.api.Approval;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoverySpec;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Users, GitOps, other tools, and whatever else happens to a cluster. */
final class SimPeople {
  private static final String[] MACHINES = {"machine-1", "machine-2"};

  private final SimWorld world;
  private final SplittableRandom random;
  private final Map<String, BackupRecoverySpec> manifests = new LinkedHashMap<>();

  SimPeople(SimWorld world) {
    this.world = world;
    this.random = world.random();
  }

  /** Plans what they will do while everything may go wrong. */
  void arrive() {
    int recoveries = 1 + random.nextInt(3);
    for (int i = 1; i <= recoveries; i++) {
      String name = "web-" + i;
      soon(() -> apply(name));
      if (chance(3)) {
        soon(() -> annotate(name, BackupApiGroup.PAUSED, "true"));
        soon(() -> annotate(name, BackupApiGroup.PAUSED, null));
      }
      if (chance(4)) {
        soon(() -> world.server().delete(name));
      }
      if (chance(6)) {
        soon(() -> applyAgain(name));
      }
      if (chance(12)) {
        soon(() -> loseStatus(name));
      }
      for (int touches = random.nextInt(4); touches > 0; touches--) {
        soon(() -> annotate(name, "touched", Long.toString(world.time().nanos())));
      }
      for (int looks = 0; looks < 5; looks++) {
        soon(() -> approve(name));
        soon(() -> answer(name));
      }
    }
    if (chance(4)) {
      soon(() -> world.cloud().online("machine-1", false));
      soon(() -> world.cloud().online("machine-1", true));
    }
    if (chance(20)) {
      soon(() -> world.cloud().deleteBackup());
    }
    if (chance(8)) {
      soon(() -> world.cloud().byAnotherTool("machine-1"));
    }
    operations();
  }

  /** What happens to the operator itself. */
  private void operations() {
    for (int kills = random.nextInt(3); kills > 0; kills--) {
      soon(
          () ->
              world.operators().stream()
                  .filter(SimOperator::alive)
                  .findAny()
                  .ifPresent(world::crashed));
    }
    if (chance(3)) {
      // A failover that leaves the old one alive for a while, perhaps after it stood still.
      soon(
          () -> {
            Optional<SimOperator> old =
                world.operators().stream().filter(SimOperator::alive).findFirst();
            old.ifPresent(
                o -> {
                  if (random.nextBoolean()) {
                    o.freeze(Duration.ofMillis(random.nextInt(90_000)));
                  }
                  world.hire();
                  world
                      .time()
                      .after(Duration.ofMillis(random.nextInt(100_000)), () -> world.crashed(o));
                });
          });
    }
  }

  /** From now on nobody does harm; whoever is waited for does their part. */
  void calmDown() {
    world.cloud().online("machine-1", true);
    for (BackupRecovery recovery : world.server().recoveries()) {
      annotate(recovery.getMetadata().getName(), BackupApiGroup.PAUSED, null);
    }
    for (int i = 1; i < 40; i++) {
      world.time().after(Duration.ofSeconds(20L * i), this::doTheirPart);
    }
  }

  private void doTheirPart() {
    for (BackupRecovery recovery : world.server().recoveries()) {
      approve(recovery.getMetadata().getName());
      answer(recovery.getMetadata().getName());
    }
  }

  /** Whether a person still answers the question of that recovery. */
  boolean willAnswer(BackupRecovery recovery) {
    return answers(recovery);
  }

  private static boolean answers(BackupRecovery recovery) {
    return !recovery.getMetadata().getName().equals("web-3");
  }

  private void soon(Runnable what) {
    world.time().after(Duration.ofMillis(random.nextInt(180_000)), what);
  }

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private void apply(String name) {
    if (world.server().find(name).isEmpty()) {
      String namespace = SimApiServer.FOLDER.resolvedNamespace();
      BackupRecoverySpec spec = manifests.computeIfAbsent(name, n -> spec());
      world.trace("people", "apply %s: %s", name, spec);
      world.server().create(namespace, name, spec);
    }
  }

  /** By hand first, then GitOps, which knows nothing of it. */
  private void applyAgain(String name) {
    world.server().delete(name);
    for (int i = 1; i < 10; i++) {
      world.time().after(Duration.ofSeconds(5L * i), () -> apply(name));
    }
  }

  private BackupRecoverySpec spec() {
    boolean manual = chance(3);
    int deadline = chance(4) ? random.nextInt(10, 120) : random.nextInt(300, 1200);
    return new BackupRecoverySpec(
        null,
        new BackupRecoverySpec.Source(SimCloud.BACKUP, null),
        new BackupRecoverySpec.Target(MACHINES[chance(3) ? 1 : 0], null),
        manual ? Approval.Manual : Approval.Automatic,
        null,
        world.time().instant().plusSeconds(deadline).toString(),
        chance(5) ? "1m" : null,
        chance(4) ? "10s" : null);
  }

  private void approve(String name) {
    world
        .server()
        .edit(
            name,
            recovery -> {
              BackupRecoveryStatus status = SimApiServer.status(recovery);
              if (status.currentPhase() == RecoveryPhase.AwaitingApproval
                  && status.plan() != null) {
                recovery.setSpec(approved(recovery.getSpec(), status.plan().hash()));
              }
              return recovery;
            });
  }

  private static BackupRecoverySpec approved(BackupRecoverySpec spec, String hash) {
    return new BackupRecoverySpec(
        spec.folderRef(),
        spec.source(),
        spec.target(),
        spec.approval(),
        hash,
        spec.startDeadline(),
        spec.timeout(),
        spec.ttlAfterFinished());
  }

  /** A careful person: looks at what the cloud really did, and waits while anything may come. */
  private void answer(String name) {
    Optional<BackupRecovery> asking =
        world
            .server()
            .find(name)
            .filter(SimPeople::answers)
            .filter(r -> SimApiServer.status(r).currentPhase() == RecoveryPhase.StartUnknown);
    if (asking.isEmpty()) {
      return;
    }
    BackupRecoveryStatus status = SimApiServer.status(asking.get());
    String key = status.start() == null ? "" : status.start().idempotencyKey();
    String uid = asking.get().getMetadata().getUid();
    if (world.rules().onTheWay(uid)) {
      return;
    }
    String answer =
        world
            .rules()
            .operation(uid)
            .map(id -> "adopt:" + id)
            .orElse(random.nextBoolean() ? "retry" : "abandon");
    if (answer.equals("retry")) {
      world.rules().retried(uid);
    }
    boolean forgotten = world.rules().operation(uid).isPresent() && chance(2);
    annotate(name, BackupApiGroup.RESOLVE_START, key + "=" + (forgotten ? "abandon" : answer));
  }

  private void loseStatus(String name) {
    Optional<BackupRecovery> victim = world.server().find(name);
    if (victim.isPresent()) {
      world.rules().lost(victim.get().getMetadata().getUid());
      world.trace("people", "the status of %s is lost", name);
      world.server().loseStatus(name);
    }
  }

  private void annotate(String name, String annotation, @Nullable String value) {
    world
        .server()
        .edit(
            name,
            recovery -> {
              ObjectMetaBuilder meta = new ObjectMetaBuilder(recovery.getMetadata());
              if (value == null) {
                meta.removeFromAnnotations(annotation);
              } else {
                meta.addToAnnotations(annotation, value);
              }
              world.trace("people", "%s of %s becomes %s", annotation, name, value);
              recovery.setMetadata(meta.build());
              return recovery;
            });
  }
}
