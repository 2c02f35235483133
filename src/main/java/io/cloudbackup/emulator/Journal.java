package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** Every request to the emulated API in the order of arrival. It never holds a token or a body. */
public final class Journal {
  private final Supplier<Settings> settings;
  private final SequencedMap<Long, Entry> entries = new LinkedHashMap<>();
  private final List<Start> starts = new ArrayList<>();
  private long count;

  Journal(Supplier<Settings> settings) {
    this.settings = settings;
  }

  /** How far a request came. */
  public enum Outcome {
    /** It is being processed, or waits for a fault's delay. */
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("answered")
    ANSWERED,
    /** The connection was closed without an answer. */
    @JsonProperty("noAnswer")
    NO_ANSWER
  }

  /**
   * One request.
   *
   * @param number from 1 in the order of arrival
   * @param time virtual
   * @param method of the API, such as Resource.list; empty where none fits
   * @param verb GET, POST, DELETE
   * @param query as it came
   * @param status sent; 0 where none was
   * @param effect what it changed; empty for nothing
   * @param operationId of the operation that it began or was answered with
   * @param fault id of the fault that it met
   */
  public record Entry(
      long number,
      Instant time,
      String method,
      String verb,
      String path,
      String query,
      String idempotencyKey,
      String clientRequestId,
      String requestId,
      Outcome outcome,
      int status,
      String effect,
      String operationId,
      String fault) {}

  /**
   * A recovery that really began.
   *
   * @param number of the request in the journal
   */
  public record Start(
      long number,
      Instant time,
      String computeInstanceId,
      String backupId,
      String operationId,
      String idempotencyKey) {}

  /**
   * What a request changed.
   *
   * @param kind such as startRecovery; empty where the answer shows what an earlier request began
   */
  record Effect(String kind, String computeInstanceId, String backupId, String operationId) {
    static final Effect NONE = new Effect("", "", "", "");

    static Effect of(Work work, boolean fresh) {
      Work.Order order = work.order();
      String kind =
          switch (order.kind()) {
            case RECOVERY -> "startRecovery";
            case DELETE_BACKUP -> "deleteBackup";
            case DELETE_RESOURCE -> "deleteResource";
            case BACKUP -> "backup";
          };
      return new Effect(
          fresh ? kind : "", order.machineId(), order.backupId(), order.operationId());
    }
  }

  synchronized void clear() {
    entries.clear();
    starts.clear();
  }

  /** Writes down a request that arrived, and returns its number. */
  synchronized long arrived(Request request, String method, String requestId, Instant time) {
    long number = ++count;
    entries.put(
        number,
        new Entry(
            number,
            time,
            method,
            request.verb(),
            request.path(),
            request.query(),
            request.header("Idempotency-Key"),
            request.header("x-client-request-id"),
            requestId,
            Outcome.PENDING,
            0,
            "",
            "",
            ""));
    while (entries.size() > settings.get().journalSize()) {
      entries.pollFirstEntry();
    }
    return number;
  }

  /** Adds what a request changed, as soon as it did. */
  synchronized void took(long number, Effect effect, Instant time) {
    Entry e = entries.get(number);
    if (e != null) {
      entries.put(
          number,
          new Entry(
              number,
              e.time(),
              e.method(),
              e.verb(),
              e.path(),
              e.query(),
              e.idempotencyKey(),
              e.clientRequestId(),
              e.requestId(),
              e.outcome(),
              e.status(),
              effect.kind(),
              effect.operationId(),
              e.fault()));
    }
    if (effect.kind().equals("startRecovery")) {
      starts.add(
          new Start(
              number,
              time,
              effect.computeInstanceId(),
              effect.backupId(),
              effect.operationId(),
              e == null ? "" : e.idempotencyKey()));
    }
  }

  /** Adds how a request was answered. */
  synchronized void answered(long number, Outcome outcome, int status, String fault) {
    Entry e = entries.get(number);
    if (e != null) {
      entries.put(
          number,
          new Entry(
              number,
              e.time(),
              e.method(),
              e.verb(),
              e.path(),
              e.query(),
              e.idempotencyKey(),
              e.clientRequestId(),
              e.requestId(),
              outcome,
              status,
              e.effect(),
              e.operationId(),
              fault));
    }
  }

  /** The requests that are still kept, oldest first. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Every recovery that began, oldest first. */
  public synchronized List<Start> starts() {
    return List.copyOf(starts);
  }
}
