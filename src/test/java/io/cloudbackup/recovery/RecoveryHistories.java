package io.cloudbackup.recovery;

import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every status that any recovery ever had, from one watch: what passes in a moment is seen too, and
 * hundreds of recoveries cost no more requests than one.
 */
final class RecoveryHistories implements AutoCloseable {
  private final Map<String, List<BackupRecoveryStatus>> byNamespace = new ConcurrentHashMap<>();
  private final SharedIndexInformer<BackupRecovery> informer;

  RecoveryHistories(KubernetesClient client) {
    informer = client.resources(BackupRecovery.class).inAnyNamespace().inform(new Recorder());
  }

  /** The statuses of the recovery in that namespace, oldest first. */
  List<BackupRecoveryStatus> of(String namespace) {
    List<BackupRecoveryStatus> statuses = byNamespace.getOrDefault(namespace, List.of());
    synchronized (statuses) {
      return List.copyOf(statuses);
    }
  }

  /** The phase and the reason of a status, such as {@code Pending Throttled}. */
  static String brief(BackupRecoveryStatus status) {
    return status.phase()
        + Condition.find(status.conditions(), Condition.READY)
            .map(c -> " " + c.reason())
            .orElse("");
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Recorder implements ResourceEventHandler<BackupRecovery> {
    private void record(BackupRecovery recovery) {
      BackupRecoveryStatus status = recovery.getStatus();
      if (status != null) {
        List<BackupRecoveryStatus> statuses =
            byNamespace.computeIfAbsent(
                recovery.getMetadata().getNamespace(), n -> new ArrayList<>());
        synchronized (statuses) {
          if (statuses.isEmpty() || !statuses.getLast().equals(status)) {
            statuses.add(status);
          }
        }
      }
    }

    @Override
    public void onAdd(BackupRecovery recovery) {
      record(recovery);
    }

    @Override
    public void onUpdate(BackupRecovery before, BackupRecovery recovery) {
      record(recovery);
    }

    @Override
    public void onDelete(BackupRecovery recovery, boolean unknownFinalState) {
      record(recovery);
    }
  }
}
