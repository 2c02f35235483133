package io.cloudbackup.recovery;

import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import io.cloudbackup.folder.CloudRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The cloud itself: machines, the recoveries that began, keys. What it says is {@link
 * SimCloudApi}'s.
 */
final class SimCloud {
  static final String FOLDER = "folder-1";
  static final String BACKUP = "backup-1";

  private final SimTime time;
  private final SimClimate climate;
  private final SplittableRandom random;
  private final SimRules rules;
  private final List<Begun> begun = new ArrayList<>();
  private final Map<String, Begun> keys = new HashMap<>();
  private final Set<String> offline = new HashSet<>();
  private final Map<String, Integer> onTheWay = new HashMap<>();
  private boolean backupDeleted;
  private int numbers;

  SimCloud(SimTime time, SimClimate climate, SplittableRandom random, SimRules rules) {
    this.time = time;
    this.climate = climate;
    this.random = random;
    this.rules = rules;
  }

  /**
   * A recovery that really began.
   *
   * @param key it was sent with; empty for one that another tool began
   */
  record Begun(
      String operationId,
      long taskId,
      String machine,
      String key,
      Duration at,
      Duration ends,
      String result) {
    boolean succeeds() {
      return result.equals(Task.OK) || result.equals(Task.WARNING);
    }
  }

  Duration now() {
    return Duration.ofNanos(time.nanos());
  }

  List<Begun> begun() {
    return begun;
  }

  boolean over(Begun recovery) {
    return now().compareTo(recovery.ends) >= 0;
  }

  void online(String machine, boolean value) {
    if (value) {
      offline.remove(machine);
    } else {
      offline.add(machine);
    }
  }

  void deleteBackup() {
    backupDeleted = true;
  }

  /**
   * So many more copies of a start are on their way: they arrive whatever becomes of its sender.
   */
  void sent(String key, int copies) {
    onTheWay.merge(key, copies, Integer::sum);
  }

  boolean onTheWay(String key) {
    return onTheWay.getOrDefault(key, 0) > 0;
  }

  /** A start that arrived takes effect or is refused. */
  Operation arrive(String machine, String key) {
    Begun known = remembered(key);
    if (known != null) {
      return operation(known);
    }
    if (backupDeleted) {
      throw refusal(CloudError.Kind.NOT_FOUND, "no such backup");
    }
    if (offline.contains(machine)) {
      throw refusal(CloudError.Kind.PRECONDITION, "the agent is offline");
    }
    if (running(machine) && !climate.acceptsSecond()) {
      throw refusal(
          random.nextBoolean() ? CloudError.Kind.PRECONDITION : CloudError.Kind.ALREADY_EXISTS,
          "the machine is busy");
    }
    Begun fresh = begin(machine, key);
    keys.put(key, fresh);
    return operation(fresh);
  }

  /** A recovery by another tool. */
  void byAnotherTool(String machine) {
    begin(machine, "");
  }

  private Begun begin(String machine, String key) {
    int number = ++numbers;
    String result =
        switch (random.nextInt(8)) {
          case 0 -> "ERROR";
          case 1 -> Task.WARNING;
          default -> Task.OK;
        };
    Begun fresh =
        new Begun(
            "operation-" + number,
            1000L + number,
            machine,
            key,
            now(),
            now().plusSeconds(random.nextInt(5, 90)),
            result);
    begun.add(fresh);
    rules.began(fresh);
    return fresh;
  }

  private @Nullable Begun remembered(String key) {
    Begun known = keys.get(key);
    return switch (climate.keys()) {
      case HONOURED -> known;
      case IGNORED -> null;
      case FORGOTTEN ->
          known != null && now().minus(known.at).compareTo(climate.keysFor()) < 0 ? known : null;
    };
  }

  private boolean running(String machine) {
    return begun.stream().anyMatch(b -> b.machine.equals(machine) && !over(b));
  }

  Resource resource(String machine) {
    boolean shown =
        begun.stream().filter(b -> b.machine.equals(machine)).anyMatch(b -> shown(b) && !over(b));
    CloudRecords.MachineRecord record = CloudRecords.machine(machine).inFolder(FOLDER);
    if (offline.contains(machine)) {
      record.offline();
    }
    return record.status(shown ? Resource.RECOVERING : Resource.IDLE).build();
  }

  Backup backup() {
    if (backupDeleted) {
      throw refusal(CloudError.Kind.NOT_FOUND, "no such backup");
    }
    return CloudRecords.backup(BACKUP, "machine-0", SimTime.BEGINNING.minusSeconds(86_400));
  }

  List<Task> tasks(String machine) {
    return begun.stream()
        .filter(b -> b.machine.equals(machine) && shown(b))
        .map(this::task)
        .toList();
  }

  Operation operation(String id) {
    return begun.stream()
        .filter(b -> b.operationId.equals(id))
        .filter(b -> now().minus(b.at).compareTo(climate.operationsFor()) < 0)
        .map(this::operation)
        .findFirst()
        .orElseThrow(() -> refusal(CloudError.Kind.NOT_FOUND, "no such operation"));
  }

  private boolean shown(Begun recovery) {
    return now().minus(recovery.at).compareTo(climate.taskDelay()) >= 0;
  }

  private Task task(Begun recovery) {
    Instant enqueued = SimTime.BEGINNING.plus(recovery.at);
    CloudRecords.TaskRecord record =
        CloudRecords.task(recovery.taskId).enqueued(enqueued).progress(percent(recovery), 100);
    return over(recovery) ? record.completed(recovery.result).build() : record.build();
  }

  private Operation operation(Begun recovery) {
    boolean failed = over(recovery) && !recovery.succeeds();
    return new Operation(
        recovery.operationId,
        "",
        SimTime.BEGINNING.plus(recovery.at),
        "",
        null,
        over(recovery),
        CloudRecords.metadata(BACKUP, recovery.machine, percent(recovery)),
        failed ? new Operation.Status(13, "disk too small") : null);
  }

  private int percent(Begun recovery) {
    long all = recovery.ends.minus(recovery.at).toMillis();
    return Math.clamp(94 * now().minus(recovery.at).toMillis() / Math.max(1, all), 0, 94);
  }

  static CloudException refusal(CloudError.Kind kind, String message) {
    return new CloudException(new CloudError(kind, 400, message, "", "the cloud"), null);
  }
}
