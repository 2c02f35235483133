package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operations that are still known, and the idempotency keys that began them. */
final class Operations {
  private static final String TYPES = "type.googleapis.com/";

  private final Supplier<Settings> settings;
  private final Map<String, Work> byId = new LinkedHashMap<>();
  private final Map<String, Integer> reads = new HashMap<>();
  private final Map<String, Work> byKey = new HashMap<>();

  Operations(Supplier<Settings> settings) {
    this.settings = settings;
  }

  /** How the API shows an operation: the message's shape, with its {@code Any}s as maps. */
  record View(
      String id,
      String description,
      Instant createdAt,
      String createdBy,
      Instant modifiedAt,
      boolean done,
      Map<String, Object> metadata,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> error,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> response) {}

  void clear() {
    byId.clear();
    reads.clear();
    byKey.clear();
  }

  void add(Work work) {
    byId.put(work.order().operationId(), work);
  }

  /** Remembers that {@code key} began {@code work}. */
  void remember(String key, Work work) {
    if (!key.isEmpty()) {
      byKey.put(work.order().createdBy() + "/" + key, work);
    }
  }

  /**
   * What the same key of the same account began before, where the cloud honours and remembers it.
   */
  Optional<Work> begunBy(String accountId, String key, Instant t) {
    Settings now = settings.get();
    if (key.isEmpty() || now.idempotency() == Settings.Idempotency.IGNORE) {
      return Optional.empty();
    }
    return Optional.ofNullable(byKey.get(accountId + "/" + key))
        .filter(work -> work.order().createdAt().plus(now.idempotencyRetention()).isAfter(t));
  }

  /** Reads an operation as a client does: it may not be there yet, or no longer. */
  Work read(String id, Instant t) {
    Work work = find(id, t);
    if (reads.merge(id, 1, Integer::sum) <= settings.get().operationNotFoundFirst()) {
      throw notFound(id);
    }
    return work;
  }

  Work find(String id, Instant t) {
    forgetOld(t);
    Work work = byId.get(id);
    if (work == null) {
      throw notFound(id);
    }
    return work;
  }

  Collection<Work> all(Instant t) {
    forgetOld(t);
    return byId.values();
  }

  View view(Work work, Instant t) {
    Work.Order order = work.order();
    boolean done = work.completed(t);
    MachineSpec.Failure failure = work.failure(t);
    return new View(
        order.operationId(),
        description(order),
        order.createdAt(),
        order.createdBy(),
        work.updatedAt(t),
        done,
        metadata(work, t),
        failure == null ? null : error(failure),
        done && failure == null ? empty() : null);
  }

  private void forgetOld(Instant t) {
    var oldest = byId.values().iterator();
    while (oldest.hasNext()) {
      Work work = oldest.next();
      if (work.order().createdAt().plus(settings.get().operationRetention()).isAfter(t)) {
        return;
      }
      reads.remove(work.order().operationId());
      oldest.remove();
    }
  }

  private static String description(Work.Order order) {
    return switch (order.kind()) {
      case RECOVERY -> "Start recovery";
      case DELETE_RESOURCE -> "Delete resource";
      case DELETE_BACKUP -> "Delete backup";
      case BACKUP -> "Backup";
    };
  }

  private Map<String, Object> metadata(Work work, Instant t) {
    Work.Order order = work.order();
    Map<String, Object> metadata = new LinkedHashMap<>();
    switch (order.kind()) {
      case RECOVERY -> {
        type(metadata, "StartRecoveryMetadata");
        progress(metadata, work, t);
        metadata.put("srcBackupId", order.backupId());
        metadata.put("dstComputeInstanceId", order.machineId());
      }
      case DELETE_BACKUP -> {
        type(metadata, "DeleteBackupMetadata");
        metadata.put("computeInstanceId", order.machineId());
        metadata.put("backupId", order.backupId());
      }
      case DELETE_RESOURCE, BACKUP -> {
        type(metadata, "DeleteResourceMetadata");
        metadata.put("computeInstanceId", order.machineId());
      }
    }
    return metadata;
  }

  private void progress(Map<String, Object> metadata, Work work, Instant t) {
    Settings now = settings.get();
    boolean well = work.completed(t) && work.failure(t) == null;
    int percent = well ? 100 : work.percent(t);
    boolean omitted = percent == 0 && now.defaults() == Settings.Defaults.OMIT;
    if (now.progress() == Settings.Progress.ABSENT || omitted) {
      return;
    }
    Number shown = percent;
    if (now.progress() == Settings.Progress.FRACTION) {
      shown = percent / 100.0;
    }
    metadata.put("progressPercentage", now.progressAsText() ? shown.toString() : shown);
  }

  private static void type(Map<String, Object> any, String message) {
    any.put("@type", TYPES + "yandex.cloud.backup.v1." + message);
  }

  private static Map<String, Object> empty() {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("@type", TYPES + "google.protobuf.Empty");
    response.put("value", Map.of());
    return response;
  }

  private static Map<String, Object> error(MachineSpec.Failure failure) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", failure.code());
    error.put("message", failure.message());
    return error;
  }

  private static ApiException notFound(String id) {
    return ApiException.notFound("Operation " + id + " not found.");
  }
}
