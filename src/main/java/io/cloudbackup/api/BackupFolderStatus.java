package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the connection to the cloud folder stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupFolderStatus(
    @Nullable @JsonPropertyDescription("The metadata.generation that this status is about.")
        Long observedGeneration,
    @Nullable
        @Size(max = 256)
        @JsonPropertyDescription(
            "The value of the annotation backup.yandex.cloud/reconcile-requested-at that was acted upon last.")
        String lastHandledReconcileAt,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Ready, Reconciling and Stalled; InventorySynced where spec.inventory is on: whether the folder's backups"
                + " could be listed, and are shown as they are.")
        List<Condition> conditions,
    @Nullable
        @Size(max = 32)
        @JsonPropertyDescription("When the last successful sweep ended. RFC 3339.")
        String lastSweepTime,
    @Nullable
        @Size(max = 32)
        @JsonPropertyDescription("How long the last successful sweep took, such as 0.412s.")
        String lastSweepDuration,
    @Nullable
        @JsonPropertyDescription(
            "Calls to the cloud during the last successful sweep; a repeated one counts once.")
        Integer requestsLastSweep,
    @Nullable @JsonPropertyDescription("The machines of the last successful sweep.")
        Machines machines,
    @Nullable @JsonPropertyDescription("The folder's backups, where spec.inventory asks for them.")
        Inventory inventory) {
  /** The condition beside those that every kind has. */
  public static final String INVENTORY_SYNCED = "InventorySynced";

  public BackupFolderStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  public static final BackupFolderStatus EMPTY =
      new BackupFolderStatus(null, null, List.of(), null, null, null, null, null);

  /** Counts of machines. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Machines(
      @JsonPropertyDescription("All machines of the folder that Cloud Backup knows.") int total,
      @JsonPropertyDescription("Those whose agent is online.") int online,
      @Size(max = 16)
          @JsonPropertyDescription(
              "How many are in each state, by the cloud's name of the state, such as IDLE.")
          Map<String, Integer> byState) {
    public Machines {
      byState = byState == null ? Map.of() : Map.copyOf(byState);
    }
  }

  /** The last complete list of backups. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Inventory(
      @JsonPropertyDescription("All backups of the folder; deleted ones don't count.") int backups,
      @JsonPropertyDescription("How many of them are to be shown as CloudBackups.") int shown,
      @Size(max = 32) @JsonPropertyDescription("When the list ended. RFC 3339.")
          @Nullable String lastListTime) {}
}
