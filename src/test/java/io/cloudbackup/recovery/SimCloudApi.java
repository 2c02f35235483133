package io.cloudbackup.recovery;

import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.BackupFile;
import io.cloudbackup.cloud.BackupQuery;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Page;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way from one operator to the cloud: slow, lossy, and once in a while delivering twice. */
final class SimCloudApi implements BackupApi {
  private static final CloudError.Kind[] FOR_NOW = {
    CloudError.Kind.THROTTLED,
    CloudError.Kind.FORBIDDEN,
    CloudError.Kind.PRECONDITION,
    CloudError.Kind.UNAUTHENTICATED
  };

  private final SimWorld world;
  private final SimOperator operator;
  private final SplittableRandom random;

  SimCloudApi(SimWorld world, SimOperator operator) {
    this.world = world;
    this.operator = operator;
    this.random = world.random();
  }

  @Override
  public BackupApi in(Lane lane) {
    return this;
  }

  @Override
  public Resource getResource(String computeInstanceId) {
    return read("Resource.get", () -> world.cloud().resource(computeInstanceId));
  }

  @Override
  public Page<Task> listTasks(String computeInstanceId, String pageToken) {
    return read("Resource.listTasks", () -> new Page<>(world.cloud().tasks(computeInstanceId), ""));
  }

  @Override
  public Backup getBackup(String folderId, String backupId) {
    return read("Backup.get", () -> world.cloud().backup());
  }

  @Override
  public Page<Backup> listBackups(BackupQuery query, String pageToken) {
    return read("Backup.list", () -> new Page<>(List.of(), ""));
  }

  @Override
  public Operation getOperation(String operationId) {
    return read("Operation.get", () -> world.cloud().operation(operationId));
  }

  private <T> T read(String call, Supplier<T> answer) {
    operator.breathe(call);
    if (world.happens(world.climate().cloudFaults())) {
      throw SimCloud.refusal(CloudError.Kind.UNAVAILABLE, "no answer to " + call);
    }
    return answer.get();
  }

  @Override
  public Operation startRecovery(String backupId, String machine, String key) {
    world.rules().posted(operator, machine, key);
    Duration way = travel();
    boolean twice = world.climate().keys() == SimClimate.Keys.HONOURED && random.nextInt(20) == 0;
    Delivery delivery = new Delivery(machine, key, twice ? 2 : 1);
    world.time().after(way, delivery);
    if (twice) {
      world.time().after(way.plus(travel()), delivery);
    }
    boolean lost = world.happens(world.climate().cloudFaults());
    Duration back = way.plus(travel());
    boolean late = back.compareTo(SimOperator.TIMING.callTimeout()) >= 0;
    operator.sleep(late ? SimOperator.TIMING.callTimeout() : back);
    if (late || lost) {
      throw SimCloud.refusal(
          random.nextBoolean() ? CloudError.Kind.LOST : CloudError.Kind.UNAVAILABLE, "no answer");
    }
    operator.breathe("answer to the start");
    return delivery.answer();
  }

  /** A part of the send's time on the way, which ends before the call does. */
  private Duration travel() {
    return Duration.ofMillis(
        world.happens(world.climate().slow()) ? random.nextInt(29_000) : random.nextInt(1, 50));
  }

  /** A start that arrives, whatever became of its sender. */
  private final class Delivery implements Runnable {
    private final String machine;
    private final String key;
    private int copies;
    private @Nullable Operation accepted;
    private @Nullable CloudException refused;

    private Delivery(String machine, String key, int copies) {
      this.machine = machine;
      this.key = key;
      this.copies = copies;
      world.cloud().sent(key, copies);
    }

    @Override
    public void run() {
      world.trace("cloud", "start with key %s arrives for %s", key, machine);
      if (copies == 0) {
        return;
      }
      copies--;
      world.cloud().sent(key, -1);
      try {
        if (world.happens(world.climate().cloudFaults() / 2)) {
          throw SimCloud.refusal(FOR_NOW[random.nextInt(FOR_NOW.length)], "not now");
        }
        accepted = world.cloud().arrive(machine, key);
      } catch (CloudException e) {
        refused = e;
        // What was refused is not delivered a second time.
        world.cloud().sent(key, -copies);
        copies = 0;
      }
    }

    Operation answer() {
      if (accepted != null) {
        return accepted;
      }
      throw refused != null ? refused : new IllegalStateException("it has not arrived");
    }
  }

  @Override
  public Page<Resource> listResources(String folderId, String pageToken) {
    throw new UnsupportedOperationException("Resource.list");
  }

  @Override
  public Operation deleteResource(String machine, String resourceId, String key) {
    throw new UnsupportedOperationException("Resource.delete");
  }

  @Override
  public List<Archive> listArchives(String computeInstanceId) {
    return new ArrayList<>();
  }

  @Override
  public List<BackupFile> listFiles(String folderId, String backupId, String sourceId) {
    throw new UnsupportedOperationException("Backup.listFiles");
  }

  @Override
  public Operation deleteBackup(String machine, String backupId, String key) {
    throw new UnsupportedOperationException("Backup.delete");
  }
}
