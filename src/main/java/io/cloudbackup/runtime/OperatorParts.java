package io.cloudbackup.runtime;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.cloud.ClientRuntime;
import io.cloudbackup.cloud.ClientSettings;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.deletion.Deletion;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderReconciler;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.NamespaceLabels;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.LiveObjects;
import io.cloudbackup.kubernetes.WakingUpdate;
import io.cloudbackup.kubernetes.Writes;
import io.cloudbackup.recovery.RecoveryReconciler;
import io.cloudbackup.recovery.Timing;
import io.cloudbackup.resource.RegisteredMachine;
import io.cloudbackup.resource.ResourceIndex;
import io.cloudbackup.resource.ResourceObserver;
import io.cloudbackup.resource.ResourceReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All parts of the operator, wired by hand. */
final class OperatorParts {
  /**
   * Few, since a recovery's dozen reads and writes, one after the other, each take as long as the
   * API server is busy with these.
   */
  private static final int SWEEP_WRITES_AT_ONCE = 4;

  private static final int RECOVERY_WRITES_AT_ONCE = 16;

  private final KubernetesClient client;
  private final OperatorSettings settings;
  private final FolderRegistry registry = new FolderRegistry();
  private final FolderReconciler folders;
  private final ResourceIndex index;
  private final ResourceReconciler resources;
  private final RecoveryReconciler recoveries;
  private final InventoryParts inventory;
  private final CallMetrics calls = new CallMetrics();
  private final Clock clock = Clock.systemUTC();
  private @Nullable NamespaceLabels labels;

  OperatorParts(KubernetesClient client, OperatorSettings settings, String me) {
    this.client = client;
    this.settings = settings;
    FolderAccess access =
        settings.watchNamespaces().isEmpty()
            ? FolderAccess.live(client)
            : FolderAccess.withinNamespaces();
    Writes writes = new Writes(client, SWEEP_WRITES_AT_ONCE);
    Events events = new Events(client, clock);
    ClientSettings patience = ClientSettings.DEFAULT;

    this.index = new ResourceIndex();
    BackupLists lists = new BackupLists(index);
    RegisteredMachine machines = new RegisteredMachine(index, access);
    this.resources =
        new ResourceReconciler(
            new LiveObjects(client),
            index,
            new ResourceObserver(registry, access, lists, machines, clock),
            new Deletion<>(
                client, registry, access, writes, events, clock, UUID::randomUUID, machines),
            writes);
    this.recoveries =
        new RecoveryReconciler(
            client,
            registry,
            access,
            // Of its own, so that no recovery queues behind the statuses of ten thousand machines.
            new Writes(client, RECOVERY_WRITES_AT_ONCE),
            events,
            settings.watchNamespaces(),
            settings.lockNamespace(),
            new Timing(
                settings.recoveryPollInterval(), patience.sendWithin(), patience.callTimeout()),
            me,
            clock,
            System::nanoTime);
    this.folders =
        new FolderReconciler(
            client,
            connector(patience),
            settings.metadata(),
            registry,
            writes,
            index,
            lists,
            access,
            calls,
            clock);
    this.inventory =
        new InventoryParts(
            client,
            registry,
            access,
            lists,
            index,
            writes,
            stored ->
                new Deletion<>(
                    client, registry, access, writes, events, clock, UUID::randomUUID, stored),
            clock);
    registry.listen(recoveries);
    registry.listen(index);
  }

  private CloudConnector connector(ClientSettings patience) {
    return new CloudConnector(
        patience,
        settings.allowedEndpoints(),
        settings.discovery(),
        settings.trusted(),
        Version.current(),
        ClientRuntime.system());
  }

  void register(Operator operator) {
    WakingUpdate waking = new WakingUpdate();
    operator.register(
        folders,
        configuration -> {
          configure(configuration);
          // Seen before the reconciler's turn, which comes only after a sweep that still goes on.
          configuration
              .withOnAddFilter(
                  folder -> {
                    registry.see(folder);
                    return true;
                  })
              .withOnUpdateFilter(
                  (after, before) -> {
                    registry.see(after);
                    return waking.accept(after, before);
                  });
        });
    operator.register(resources, this::configure);
    operator.register(recoveries, this::configure);
    inventory.register(operator, this::configure);
  }

  /**
   * Watches the namespaces' labels, where what they allow may concern others than the folder's own.
   */
  void watchLabels() {
    if (settings.watchNamespaces().isEmpty()) {
      labels =
          NamespaceLabels.watch(
              client,
              namespace -> {
                index.namespaceChanged(namespace);
                recoveries.namespaceChanged(namespace);
                inventory.namespaceChanged(namespace);
              });
    }
  }

  /** Ends the watch, if there is one, before the client does. */
  void stopWatchingLabels() {
    if (labels != null) {
      labels.close();
    }
  }

  /**
   * To be called before anything is reconciled: a folder that isn't connected yet is not an absent
   * one.
   */
  void expectFolders() {
    registry.expect(existingFolders());
  }

  /** To be called once the caches are filled: what went in between was never seen. */
  void forgetAbsentFolders() {
    registry.forgetAbsent(existingFolders());
  }

  /**
   * To be called before a replica that waited begins to work: while it waited nothing told it of
   * folders that changed or went.
   */
  void beginToLead() {
    List<BackupFolder> existing = existingFolders();
    registry.expect(existing);
    registry.forgetAbsent(existing);
  }

  private List<BackupFolder> existingFolders() {
    Set<String> namespaces = settings.watchNamespaces();
    return namespaces.isEmpty()
        ? client.resources(BackupFolder.class).inAnyNamespace().list().getItems()
        : namespaces.stream()
            .flatMap(
                n -> client.resources(BackupFolder.class).inNamespace(n).list().getItems().stream())
            .toList();
  }

  StatusMetrics metrics(Operator operator) {
    return new StatusMetrics(operator, calls, clock);
  }

  private <T extends HasMetadata> void configure(
      ControllerConfigurationOverrider<T> configuration) {
    configuration
        .withOnUpdateFilter(new WakingUpdate()::accept)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(1_000)
                .setIntervalMultiplier(2)
                .setMaxInterval(60_000)
                .withoutMaxAttempts());
    if (settings.watchNamespaces().isEmpty()) {
      configuration.watchingAllNamespaces();
    } else {
      configuration.settingNamespaces(settings.watchNamespaces());
    }
  }
}
