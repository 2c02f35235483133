package io.cloudbackup.folder;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cloud that knows what it was told, refuses to change anything, and remembers each call. */
public final class FakeBackupApi implements BackupApi {
  private static final int PAGE = 2;

  private final Map<String, Resource> machines = new HashMap<>();
  private final Map<String, List<Task>> tasks = new HashMap<>();
  private final Map<String, Backup> backups = new HashMap<>();
  private final List<Backup> listed = new ArrayList<>();
  private final Map<String, Operation> operations = new HashMap<>();
  private final Map<String, CloudError.Kind> failures = new HashMap<>();
  private final List<String> calls = new ArrayList<>();

  public void has(Resource machine) {
    machines.put(machine.computeInstanceId(), machine);
  }

  public void has(String machine, Task... all) {
    tasks.put(machine, List.of(all));
  }

  /** A backup of that folder, which the list of its machine shows too. */
  public void has(String folderId, Backup backup) {
    backups.put(folderId + "/" + backup.id(), backup);
    listed.add(backup);
  }

  public void has(Operation operation) {
    operations.put(operation.id(), operation);
  }

  /** From now on these fail: {@code Resource.get}, or {@code Resource.get m1} for one only. */
  public void fails(String call, CloudError.Kind kind) {
    failures.put(call, kind);
  }

  /** The calls so far, each with its arguments. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** It has no lanes: there is no budget to wait for. */
  @Override
  public BackupApi in(Lane lane) {
    return this;
  }

  @Override
  public Page<Resource> listResources(String folderId, String pageToken) {
    called("Resource.list", folderId);
    List<Resource> all =
        machines.values().stream()
            .sorted(Comparator.comparing(Resource::computeInstanceId))
            .toList();
    return page(all, pageToken);
  }

  @Override
  public Resource getResource(String computeInstanceId) {
    called("Resource.get", computeInstanceId);
    return found("Resource.get", machines.get(computeInstanceId));
  }

  @Override
  public Page<Task> listTasks(String computeInstanceId, String pageToken) {
    called("Resource.listTasks", computeInstanceId);
    return page(found("Resource.listTasks", tasks.get(computeInstanceId)), pageToken);
  }

  @Override
  public Backup getBackup(String folderId, String backupId) {
    called("Backup.get", folderId + "/" + backupId);
    return found("Backup.get", backups.get(folderId + "/" + backupId));
  }

  @Override
  public Page<Backup> listBackups(BackupQuery query, String pageToken) {
    called("Backup.list", query.toString());
    if (!(query instanceof BackupQuery.OfInstance(String machine))) {
      throw new UnsupportedOperationException(query.toString());
    }
    return page(
        listed.stream().filter(b -> b.computeInstanceId().equals(machine)).toList(), pageToken);
  }

  @Override
  public Operation getOperation(String operationId) {
    called("Operation.get", operationId);
    return found("Operation.get", operations.get(operationId));
  }

  @Override
  public Operation deleteResource(
      String computeInstanceId, String resourceId, String idempotencyKey) {
    throw new UnsupportedOperationException("Resource.delete");
  }

  @Override
  public List<Archive> listArchives(String computeInstanceId) {
    called("Backup.listArchives", computeInstanceId);
    return List.of();
  }

  @Override
  public List<BackupFile> listFiles(String folderId, String backupId, String sourceId) {
    throw new UnsupportedOperationException("Backup.listFiles");
  }

  @Override
  public Operation startRecovery(String backupId, String computeInstanceId, String key) {
    throw new UnsupportedOperationException("Backup.startRecovery");
  }

  @Override
  public Operation deleteBackup(String computeInstanceId, String backupId, String key) {
    throw new UnsupportedOperationException("Backup.delete");
  }

  private void called(String call, String argument) {
    calls.add(call + " " + argument);
    CloudError.Kind kind = failures.getOrDefault(call, failures.get(call + " " + argument));
    if (kind != null) {
      throw failure(call, kind);
    }
  }

  private static <T> T found(String call, @Nullable T value) {
    if (value == null) {
      throw failure(call, CloudError.Kind.NOT_FOUND);
    }
    return value;
  }

  private static CloudException failure(String call, CloudError.Kind kind) {
    return new CloudException(new CloudError(kind, 0, "the cloud said so", "", call), null);
  }

  private static <T> Page<T> page(List<T> all, String token) {
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    int to = Math.min(from + PAGE, all.size());
    return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : "");
  }
}
