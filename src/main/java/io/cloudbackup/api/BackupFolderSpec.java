package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a BackupFolder connects to, with which credentials, and who may use it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupFolderSpec(
    @Required
        @Size(min = 1, max = 50)
        @Pattern(Rules.ID)
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "folderId can't be changed: create another BackupFolder for another cloud folder")
        @JsonPropertyDescription("Id of the cloud folder. Can't be changed.")
        String folderId,
    @Required
        @JsonPropertyDescription(
            "What the operator proves itself with to the cloud: exactly one kind.")
        FolderCredentials credentials,
    @Nullable
        @JsonPropertyDescription(
            "Base URLs of the cloud's services. What is left out is asked of the API endpoint"
                + " discovery, with the documented hosts as the fallback. Each must match the"
                + " operator's CLOUD_BACKUP_ALLOWED_ENDPOINTS.")
        FolderEndpoints endpoints,
    @Default("60s")
        @Size(max = 20)
        @ValidationRule(
            value = Rules.DURATION + ">= duration('5s') && duration(self) <= duration('24h')",
            message = "sweepInterval must be a duration from 5s to 24h, such as 60s or 5m")
        @JsonPropertyDescription(
            "Time between two sweeps. One sweep lists all machines of the folder, 1,000 with each"
                + " call. 5s to 24h.")
        String sweepInterval,
    @Default("10")
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
            "Requests a second, for everything that uses this folder: to the backup and operation"
                + " API, and for tokens. A burst may add twice this number: one second's worth"
                + " saved up, and one that recoveries and tokens borrow.")
        int maxRequestsPerSecond,
    @Nullable
        @JsonPropertyDescription(
            "Which namespaces may observe machines through this folder. Default: its own only.")
        NamespaceSelection allowedNamespaces,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Who else may act through this folder, and on which machines. Its own namespace always"
                + " may.")
        List<AccessRule> access,
    @Nullable
        @JsonPropertyDescription(
            "How recoveries through this folder treat a start whose answer was lost.")
        RecoveryPolicy recovery,
    @Nullable
        @JsonPropertyDescription(
            "Which of the folder's backups are shown as CloudBackups in this namespace. Default: none.")
        Inventory inventory) {
  public BackupFolderSpec {
    sweepInterval = sweepInterval == null ? "60s" : sweepInterval;
    maxRequestsPerSecond = maxRequestsPerSecond <= 0 ? 10 : maxRequestsPerSecond;
    access = access == null ? List.of() : List.copyOf(access);
  }

  /** How recoveries treat a lost answer; the defaults where nothing was said. */
  public RecoveryPolicy recoveryPolicy() {
    return recovery == null ? RecoveryPolicy.DEFAULT : recovery;
  }

  /** Which backups are shown; none where nothing was said. */
  public Inventory inventoryOrNone() {
    return inventory == null ? Inventory.NONE : inventory;
  }

  /** Who may observe; the folder's own namespace where nothing was said. */
  public NamespaceSelection observers() {
    return allowedNamespaces == null ? NamespaceSelection.SAME : allowedNamespaces;
  }

  /** Exactly one kind of credentials. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "[has(self.authorizedKeySecretRef), has(self.iamTokenSecretRef),"
              + " has(self.workloadIdentity), has(self.instanceMetadata)].exists_one(given, given)",
      message =
          "credentials: set exactly one of authorizedKeySecretRef, iamTokenSecretRef,"
              + " workloadIdentity and instanceMetadata")
  public record FolderCredentials(
      @Nullable
          @JsonPropertyDescription(
              "An authorized key of a service account: the JSON file that `yc iam key create`"
                  + " writes.")
          SecretKeyRef authorizedKeySecretRef,
      @Nullable
          @JsonPropertyDescription(
              "A ready IAM token. It lives for 12 hours at most; whoever writes the Secret renews"
                  + " it.")
          SecretKeyRef iamTokenSecretRef,
      @Nullable
          @JsonPropertyDescription(
              "The token of a Kubernetes ServiceAccount, exchanged for the IAM token of a service"
                  + " account that trusts it. No secret is stored anywhere.")
          WorkloadIdentity workloadIdentity,
      @Nullable
          @JsonPropertyDescription(
              "The service account that is attached to the machine on which the operator runs. Only"
                  + " where the operator's CLOUD_BACKUP_METADATA_NAMESPACES names this namespace.")
          InstanceMetadata instanceMetadata) {
    /** Credentials that a Secret holds. */
    public FolderCredentials(
        @Nullable SecretKeyRef authorizedKeySecretRef, @Nullable SecretKeyRef iamTokenSecretRef) {
      this(authorizedKeySecretRef, iamTokenSecretRef, null, null);
    }
  }

  /** Which ServiceAccount stands for which service account. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WorkloadIdentity(
      @Required
          @JsonPropertyDescription(
              "The ServiceAccount, of this namespace, whose token is asked for. A Role must let the"
                  + " operator create serviceaccounts/token for it.")
          ServiceAccountRef serviceAccountRef,
      @Required
          @Size(min = 1, max = 50)
          @Pattern(Rules.ID)
          @JsonPropertyDescription(
              "Id of the cloud's service account, with a federated credential for this"
                  + " ServiceAccount.")
          String serviceAccountId,
      @Required
          @Size(min = 1, max = 512)
          @Pattern("^[!-~]+$")
          @JsonPropertyDescription(
              "Who the token is for: an audience of the workload identity federation, and none that"
                  + " the API server itself accepts.")
          String audience,
      @Default("10m")
          @Size(max = 20)
          @ValidationRule(
              value = Rules.DURATION + ">= duration('10m') && duration(self) <= duration('24h')",
              message = "tokenLifetime must be a duration from 10m to 24h, such as 10m")
          @JsonPropertyDescription(
              "How long the ServiceAccount's token is good for. It is exchanged at once, so short"
                  + " is good. 10m to 24h.")
          String tokenLifetime) {
    public WorkloadIdentity {
      tokenLifetime = tokenLifetime == null ? "10m" : tokenLifetime;
    }
  }

  /** A ServiceAccount of the folder's own namespace. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServiceAccountRef(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Rules.NAME)
          @JsonPropertyDescription("Name of the ServiceAccount.")
          String name) {}

  /** Nothing to say: address and permission are the operator's settings. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record InstanceMetadata() {}

  /** Which backups are shown as CloudBackups. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Inventory(
      @Default("None")
          @JsonPropertyDescription(
              "None: no CloudBackups, and no call for them. Latest: the newest maxPerResource backups of each"
                  + " machine. All: every backup. Each sweep then lists the folder's backups, 1,000"
                  + " with each call.")
          InventoryMode mode,
      @Default("1")
          @Min(1)
          @Max(1000)
          @JsonPropertyDescription(
              "How many backups of each machine mode Latest shows. 1 to 1,000.")
          Integer maxPerResource) {
    static final Inventory NONE = new Inventory(InventoryMode.None, 1);

    public Inventory {
      mode = mode == null ? InventoryMode.None : mode;
      maxPerResource = maxPerResource == null ? 1 : maxPerResource;
    }

    /** Whether the folder's backups are listed at all. */
    public boolean on() {
      return mode != InventoryMode.None;
    }
  }

  /** How a recovery goes on when nobody can say whether its start arrived. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RecoveryPolicy(
      @Default("WithinWindow")
          @JsonPropertyDescription(
              "WithinWindow: send the same idempotency key again within replayWindow, where nothing"
                  + " has begun. Never: ask a person instead.")
          StartReplay startReplay,
      @Default("30s")
          @Size(max = 20)
          @ValidationRule(
              value = Rules.DURATION + ">= duration('1s') && duration(self) <= duration('1h')",
              message = "adoptionGracePeriod must be a duration from 1s to 1h, such as 30s")
          @JsonPropertyDescription(
              "How long to look for what a start without an answer began, before anything else is"
                  + " done. 1s to 1h.")
          String adoptionGracePeriod,
      @Default("10m")
          @Size(max = 20)
          @ValidationRule(
              value = Rules.DURATION + ">= duration('0s') && duration(self) <= duration('24h')",
              message = "replayWindow must be a duration from 0s to 24h, such as 10m")
          @JsonPropertyDescription(
              "How long after the first send the same key may be sent again. 0s to 24h. The cloud"
                  + " does not document how long it remembers a key.")
          String replayWindow) {
    static final RecoveryPolicy DEFAULT =
        new RecoveryPolicy(StartReplay.WithinWindow, "30s", "10m");

    public RecoveryPolicy {
      startReplay = startReplay == null ? StartReplay.WithinWindow : startReplay;
      adoptionGracePeriod = adoptionGracePeriod == null ? "30s" : adoptionGracePeriod;
      replayWindow = replayWindow == null ? "10m" : replayWindow;
    }

    /** The grace period as a duration. */
    public Duration grace() {
      return Rfc3339.duration(adoptionGracePeriod);
    }

    /** The window for replays as a duration; nothing where replays are off. */
    public Duration window() {
      return startReplay == StartReplay.Never ? Duration.ZERO : Rfc3339.duration(replayWindow);
    }
  }
}
