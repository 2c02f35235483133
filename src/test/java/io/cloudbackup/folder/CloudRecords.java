package io.cloudbackup.folder;

import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cloud's records, with everything filled in that a test doesn't care about. */
public final class CloudRecords {
  private CloudRecords() {}

  /** A machine that is registered, active, online and idle, and that names no folder. */
  public static MachineRecord machine(String id) {
    return new MachineRecord(id);
  }

  /** A RECOVERY task that has started. */
  public static TaskRecord task(long id) {
    return new TaskRecord(id);
  }

  /** A backup with one disk. */
  public static Backup backup(String id, String machine, @Nullable Instant created) {
    return backup(id, machine, created, "policy-1", false);
  }

  public static Backup backup(
      String id, String machine, @Nullable Instant created, String policy, boolean deleted) {
    Backup.Volume volume = new Backup.Volume(10, true, true, "root", 4096, "/");
    Backup.Disk disk = new Backup.Disk("virtio", "disk-1", 8192, List.of(volume));
    return new Backup(
        id,
        "vault",
        "archive",
        created,
        null,
        1024,
        512,
        256,
        2048,
        null,
        machine,
        List.of(disk),
        "FULL",
        deleted,
        policy,
        "resource-1");
  }

  /** A recovery's operation that names nothing, without a result. */
  public static Operation operation(String id) {
    return operation(id, false, null, null);
  }

  public static Operation operation(
      String id,
      boolean done,
      Operation.@Nullable Metadata metadata,
      Operation.@Nullable Status error) {
    return new Operation(id, "recovery", null, "somebody", null, done, metadata, error);
  }

  public static Operation.Metadata metadata(String backup, String machine, double percent) {
    return new Operation.Metadata(percent, backup, machine, "", "");
  }

  /** A machine in the making. */
  public static final class MachineRecord {
    private final String id;
    private @Nullable Instant createdAt = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable Instant updatedAt;
    private boolean online = true;
    private String status = Resource.IDLE;
    private String details = "";
    private long progress;
    private @Nullable Instant lastBackup;
    private String resourceId = "resource-1";
    private boolean active = true;
    private String initStatus = Resource.REGISTRED;
    private String metadata = "";
    private String type = "COMPUTE";
    private Resource.@Nullable TenantInfo tenant;
    private Resource.@Nullable AgentInfo agent;

    private MachineRecord(String id) {
      this.id = id;
    }

    public MachineRecord created(@Nullable Instant value) {
      createdAt = value;
      return this;
    }

    public MachineRecord updated(Instant value) {
      updatedAt = value;
      return this;
    }

    public MachineRecord offline() {
      online = false;
      return this;
    }

    public MachineRecord status(String value) {
      status = value;
      return this;
    }

    public MachineRecord details(String value) {
      details = value;
      return this;
    }

    public MachineRecord progress(long value) {
      progress = value;
      return this;
    }

    public MachineRecord lastBackup(@Nullable Instant value) {
      lastBackup = value;
      return this;
    }

    public MachineRecord resourceId(String value) {
      resourceId = value;
      return this;
    }

    public MachineRecord inactive() {
      active = false;
      return this;
    }

    public MachineRecord initStatus(String value) {
      initStatus = value;
      return this;
    }

    public MachineRecord metadata(String value) {
      metadata = value;
      return this;
    }

    public MachineRecord type(String value) {
      type = value;
      return this;
    }

    public MachineRecord inFolder(String folderId) {
      tenant = new Resource.TenantInfo(folderId, "tenant", "user");
      return this;
    }

    public MachineRecord agent(String version) {
      agent = new Resource.AgentInfo(version, version, false);
      return this;
    }

    public Resource build() {
      return new Resource(
          id,
          createdAt,
          updatedAt,
          online,
          true,
          status,
          details,
          progress,
          lastBackup,
          null,
          resourceId,
          active,
          initStatus,
          metadata,
          type,
          tenant,
          agent);
    }
  }

  /** A task in the making. */
  public static final class TaskRecord {
    private final long id;
    private String type = Task.RECOVERY;
    private String status = "STARTED";
    private Task.@Nullable Progress progress;
    private @Nullable Instant enqueued;
    private @Nullable Instant started;
    private @Nullable Instant updated;
    private String result = "";
    private String error = "";

    private TaskRecord(long id) {
      this.id = id;
    }

    public TaskRecord type(String value) {
      type = value;
      return this;
    }

    public TaskRecord progress(long current, long total) {
      progress = new Task.Progress(current, total);
      return this;
    }

    public TaskRecord enqueued(@Nullable Instant value) {
      enqueued = value;
      return this;
    }

    public TaskRecord started(Instant value) {
      started = value;
      return this;
    }

    public TaskRecord updated(Instant value) {
      updated = value;
      return this;
    }

    public TaskRecord completed(String resultCode) {
      status = Task.COMPLETED;
      result = resultCode;
      return this;
    }

    public TaskRecord error(String value) {
      error = value;
      return this;
    }

    public Task build() {
      return new Task(
          id,
          false,
          "policy-1",
          type,
          progress,
          status,
          enqueued,
          started,
          updated,
          null,
          "machine-1",
          result,
          error);
    }
  }
}
