package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupFolderSpec.FolderCredentials;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.api.SecretKeyRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A whole world from one seed: a cloud, an API server, operators that come and go, people. For some
 * minutes everything may go wrong; then all is quiet, and everything has to come to its end.
 */
final class SimWorld {
  private static final Duration TROUBLE = Duration.ofMinutes(3);
  private static final Duration LONGEST = Duration.ofHours(3);

  private final SplittableRandom random;
  private final SimTime time = new SimTime();
  private final SimClimate climate;
  private final SimRules rules = new SimRules(this);
  private final SimCloud cloud;
  private final SimApiServer server;
  private final SimPeople people;
  private final List<SimOperator> operators = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final boolean traced;
  private int hired;
  private boolean quiet;
  private boolean overlapped;

  private SimWorld(long seed, boolean promised, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.traced = traced;
    this.climate = promised ? SimClimate.promised(random) : SimClimate.any(random);
    this.cloud = new SimCloud(time, climate, random, rules);
    this.server =
        new SimApiServer(
            time,
            new BackupFolderSpec(
                SimCloud.FOLDER,
                new FolderCredentials(null, new SecretKeyRef("token", "token")),
                null,
                "60s",
                10,
                null,
                List.of(),
                climate.policy(),
                null));
    this.people = new SimPeople(this);
    server.watch(name -> operators.forEach(operator -> operator.wake(name)));
  }

  /** How a world went. */
  record Outcome(int starts, int sends, List<String> phases) {}

  /**
   * Lives through a world.
   *
   * @param promised whether only climates are drawn in which the operator promises one start
   */
  static Outcome run(long seed, boolean promised) {
    return new SimWorld(seed, promised, false).live();
  }

  /** The same, for its story. */
  static String story(long seed, boolean promised) {
    SimWorld world = new SimWorld(seed, promised, true);
    String end = "nothing was violated";
    try {
      world.live();
    } catch (SimRules.Violation e) {
      end = e.getMessage();
    }
    List<String> lines = world.trace;
    return world.climate
        + "\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 150), lines.size()))
        + "\n"
        + end;
  }

  private Outcome live() {
    people.arrive();
    hire();
    while (time.step(TROUBLE)) {}
    quiet = true;
    trace("world", "is quiet from now on");
    people.calmDown();
    operators.removeIf(o -> !o.alive());
    if (operators.isEmpty()) {
      hire();
    }
    while (!everythingRests() && time.step(LONGEST)) {}
    rules.atTheEnd();
    operators.forEach(SimOperator::kill);
    while (time.step(LONGEST.multipliedBy(2)) && !idle()) {}
    return new Outcome(
        (int) cloud.begun().stream().filter(b -> !b.key().isEmpty()).count(),
        rules.sends(),
        server.recoveries().stream().map(r -> SimApiServer.status(r).phase()).toList());
  }

  private boolean idle() {
    return operators.stream().allMatch(SimOperator::idle);
  }

  private boolean everythingRests() {
    return server.recoveries().stream().allMatch(this::atRest);
  }

  /** Whether nothing goes on about it, or only a person can go on. */
  boolean atRest(BackupRecovery recovery) {
    RecoveryPhase phase = SimApiServer.status(recovery).currentPhase();
    return (phase.terminal() && recovery.getMetadata().getFinalizers().isEmpty())
        || (phase == RecoveryPhase.StartUnknown
            && !recovery.isMarkedForDeletion()
            && !people.willAnswer(recovery));
  }

  /** A new operator begins. */
  SimOperator hire() {
    long skew = random.nextInt(3) == 0 ? random.nextInt(-60, 61) : 0;
    SimOperator operator = new SimOperator(this, "replica-" + ++hired, Duration.ofSeconds(skew));
    trace(operator.me(), "begins, its clock is %d s off", skew);
    overlapped |= operators.stream().anyMatch(SimOperator::alive);
    operators.add(operator);
    server.recoveries().forEach(r -> operator.wake(r.getMetadata().getName()));
    return operator;
  }

  /** An operator died: another one follows. */
  void crashed(SimOperator operator) {
    operator.kill();
    time.after(
        Duration.ofMillis(random.nextInt(20_000)),
        () -> {
          if (operators.stream().noneMatch(SimOperator::alive)) {
            hire();
          }
        });
  }

  /** Whether two operators were alive at the same time. */
  boolean overlapped() {
    return overlapped;
  }

  List<SimOperator> operators() {
    return operators;
  }

  SimTime time() {
    return time;
  }

  SimClimate climate() {
    return climate;
  }

  SimRules rules() {
    return rules;
  }

  SimCloud cloud() {
    return cloud;
  }

  SimApiServer server() {
    return server;
  }

  SplittableRandom random() {
    return random;
  }

  boolean quiet() {
    return quiet;
  }

  /** Whether something of that chance happens; once all is quiet nothing does. */
  boolean happens(double chance) {
    return !quiet && chance > 0 && random.nextDouble() < chance;
  }

  /** How long an effect takes. */
  Duration latency() {
    return Duration.ofMillis(happens(climate.slow()) ? random.nextInt(12_000) : random.nextInt(4));
  }

  Duration informerLag() {
    return Duration.ofMillis(random.nextInt(quiet ? 20 : 1500));
  }

  /** The object as an operator's informer has it. */
  Optional<BackupRecovery> cached(String name) {
    return happens(0.1) ? server.stale(name, random.nextInt(4)) : server.stale(name, 0);
  }

  @SuppressWarnings("AnnotateFormatMethod")
  void trace(String who, String what, @Nullable Object... details) {
    if (traced) {
      trace.add(
          String.format("%9.3f %-10s ", time.nanos() / 1e9, who) + String.format(what, details));
    }
  }
}
