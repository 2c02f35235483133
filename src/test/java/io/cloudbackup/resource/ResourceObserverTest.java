package io.cloudbackup.resource;

import static io.cloudbackup.folder.CloudRecords.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceSpec;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.Condition;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.TaskStatus;
import io.cloudbackup.cloud.CloudError;
import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.folder.FakeBackupApi;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderRegistry;
import io.cloudbackup.folder.FolderSnapshot;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.HeardBackups;
import io.cloudbackup.folder.Machine;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ResourceObserverTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  // Nothing asks it: object and folder share a namespace.
  @AutoClose
  private final KubernetesClient client =
      new KubernetesClientBuilder()
          .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
          .build();

  private final FakeBackupApi cloud = new FakeBackupApi();
  private final FolderRegistry registry = new FolderRegistry();
  private final FolderAccess access = FolderAccess.live(client);
  private final ResourceObserver observer =
      new ResourceObserver(
          registry,
          access,
          HeardBackups.unheard(),
          new RegisteredMachine(new ResourceIndex(), access),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private BackupResource watching(CloudRecords.MachineRecord... swept) {
    List<io.cloudbackup.cloud.Resource> machines =
        List.of(swept).stream().map(CloudRecords.MachineRecord::build).toList();
    registry.put(
        new FolderState(
            new FolderRef("default", "team"),
            "uid-1",
            new BackupFolderSpec(
                "folder-1",
                new BackupFolderSpec.FolderCredentials(null, null),
                null,
                "60s",
                10,
                null,
                List.of(),
                null,
                null),
            cloud,
            null,
            0,
            FolderSnapshot.of(machines, null, NOW)));
    BackupResource resource = new BackupResource();
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName("web").withGeneration(1L).build());
    resource.setSpec(new BackupResourceSpec(null, "m", DeletionPolicy.Retain, null, 5));
    resource.setStatus(BackupResourceStatus.EMPTY);
    return resource;
  }

  private static String synced(BackupResourceStatus status) {
    Condition condition =
        Condition.find(status.conditions(), BackupResourceStatus.SYNCED).orElseThrow();
    return condition.status() + " " + condition.reason();
  }

  @Test
  void shouldShowNothingOfAMachineWhoseFolderNobodyKnows() {
    cloud.has(machine("m").build());

    BackupResourceStatus status = observer.look(watching()).status();

    assertThat(synced(status)).isEqualTo("False FolderUnknown");
    assertThat(status.state()).isNull();
    assertThat(status.resourceId()).isNull();
  }

  @Test
  void shouldShowAMachineThatTheCloudPlacesInTheFolder() {
    cloud.has(machine("m").inFolder("folder-1").build());

    assertThat(observer.look(watching()).status().state()).isEqualTo("IDLE");
  }

  @Test
  void shouldLookAnewWhenNudgedAndLetTheFolderKnow() {
    BackupResource resource = watching(machine("m"));
    cloud.has(machine("m").status("BACKUPING").build());
    cloud.has("m", CloudRecords.task(7).build());
    nudge(resource);

    BackupResourceStatus status = observer.look(resource).status();

    assertThat(status.state()).isEqualTo("BACKUPING");
    assertThat(tasks(status)).containsExactly("7");
    assertThat(status.lastHandledReconcileAt()).isEqualTo("now");
    assertThat(cloud.calls()).containsExactly("Resource.get m", "Resource.listTasks m");
    resource.setStatus(status);
    assertThat(observer.look(resource).status())
        .as("what the sweep saw before is not said again")
        .isEqualTo(status);
    assertThat(cloud.calls()).hasSize(2);
  }

  @Test
  void shouldForgetAMachineThatIsFoundGoneWhenNudged() {
    BackupResource resource = watching(machine("m"));
    nudge(resource);

    BackupResourceStatus status = observer.look(resource).status();
    resource.setStatus(status);

    assertThat(ready(status)).isEqualTo("False MachineNotFound");
    assertThat(observer.look(resource).status()).isEqualTo(status);
    assertThat(cloud.calls()).containsExactly("Resource.get m");
  }

  @Test
  void shouldKeepWhatIsKnownAndTryAgainWhereAFreshLookFails() {
    BackupResource resource = watching(machine("m"));
    BackupResourceStatus before = observer.look(resource).status();
    resource.setStatus(before);
    cloud.has(machine("m").status("BACKUPING").build());
    cloud.fails("Resource.listTasks", CloudError.Kind.LOST);
    nudge(resource);

    BackupResourceStatus status = observer.look(resource).status();

    assertThat(status).as("what the sweep saw still counts, unanswered").isEqualTo(before);
    assertThat(observer.look(resource).next()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void shouldKeepTheTasksOfAMachineThatHasNoneInTheCloud() {
    BackupResource resource = watching(machine("m"));
    FolderState folder = registry.find(new FolderRef("default", "team")).orElseThrow();
    registry.learn(
        folder, "m", new Machine(machine("m").build(), List.of(CloudRecords.task(7).build())));
    cloud.has(machine("m").status("BACKUPING").build());
    nudge(resource);

    BackupResourceStatus status = observer.look(resource).status();

    assertThat(status.state()).isEqualTo("BACKUPING");
    assertThat(tasks(status)).containsExactly("7");
  }

  @Test
  void shouldForgetAMachineThatIsFoundInAnotherFolderWhenNudged() {
    BackupResource resource = watching(machine("m"));
    cloud.has(machine("m").inFolder("folder-2").build());
    nudge(resource);

    assertThat(ready(observer.look(resource).status())).isEqualTo("False MachineInOtherFolder");
    FolderState folder = registry.find(new FolderRef("default", "team")).orElseThrow();
    assertThat(Objects.requireNonNull(folder.snapshot()).machine("m")).isEmpty();
  }

  private static List<String> tasks(BackupResourceStatus status) {
    return Stream.concat(status.activeTasks().stream(), status.recentTasks().stream())
        .map(TaskStatus::id)
        .toList();
  }

  private static void nudge(BackupResource resource) {
    resource.getMetadata().setAnnotations(Map.of(BackupApiGroup.RECONCILE_REQUESTED_AT, "now"));
  }

  private static String ready(BackupResourceStatus status) {
    Condition condition = Condition.find(status.conditions(), Condition.READY).orElseThrow();
    return condition.status() + " " + condition.reason();
  }

  @Test
  void shouldShowAMachineThatAnEarlierSweepSaw() {
    cloud.has(machine("m").status("BACKUPING").build());
    BackupResource resource = watching(machine("m"));
    resource.setStatus(observer.look(resource).status());
    BackupResourceStatus seen = resource.getStatus();
    resource = watching();
    resource.setStatus(seen);

    BackupResourceStatus status = observer.look(resource).status();

    assertThat(synced(status)).isEqualTo("True Swept");
    assertThat(status.state()).isEqualTo("BACKUPING");
  }
}
