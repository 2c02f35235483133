package io.cloudbackup.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudbackup.api.BackupRecoveryStatus.Plan;
import io.cloudbackup.api.BackupRecoveryStatus.PlanDisk;
import io.cloudbackup.api.BackupRecoveryStatus.PlanVolume;
import io.cloudbackup.api.BackupRecoveryStatus.Start;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The custom resources through the Kubernetes client's own JSON. */
class JsonTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final List<Condition> CONDITIONS =
      List.of(new Condition("Ready", "True", "R", "", "2026-12-01T12:00:00Z", 1L));

  static Stream<Object> shouldComeBackAsItWentAndIgnoreWhatItDoesNotKnow() {
    TaskStatus task =
        new TaskStatus(
            "9007199254740993",
            "RECOVERY",
            "STARTED",
            new TaskStatus.Progress(0, 100),
            0,
            "t",
            "t",
            null,
            null,
            null);
    return Stream.of(
        new BackupRecoverySpec(
            new FolderRef("prod", null),
            new BackupRecoverySpec.Source(
                null,
                new BackupRecoverySpec.Latest(
                    null, new BackupRecoverySpec.ResourceRef("db"), "2026-12-01T12:00:00Z", "p")),
            new BackupRecoverySpec.Target("machine-1", null),
            Approval.Manual,
            "sha256:0",
            "2026-12-01T18:00:00Z",
            "4h",
            "24h"),
        new BackupRecoveryStatus(
            1L,
            "nudge",
            CONDITIONS,
            "Recovering",
            "message",
            new Plan(
                "sha256:0",
                "backup-1",
                "t",
                1L << 60,
                null,
                "machine-1",
                null,
                0,
                "Differs",
                List.of("The target has no disk 'disk'."),
                List.of(new PlanDisk("disk", 0, List.of(new PlanVolume("root", 1))))),
            new Start("key", 1, false, "t", "t", "me", List.of("9007199254740993"), "Operation"),
            "operation-1",
            "8",
            0,
            "t",
            "t",
            "t",
            null,
            null),
        BackupRecoveryStatus.EMPTY,
        new BackupResourceSpec(null, "machine-1", DeletionPolicy.Delete, "26h", 0),
        new BackupResourceStatus(
            1L,
            null,
            CONDITIONS,
            "IDLE",
            null,
            0,
            null,
            null,
            false,
            true,
            false,
            "REGISTRED",
            null,
            "r",
            "COMPUTE",
            null,
            null,
            new BackupResourceStatus.Agent("1", null, false),
            List.of(task),
            List.of(),
            new BackupResourceStatus.Backups(
                2,
                0,
                "t",
                null,
                "backup-2",
                List.of(
                    new BackupResourceStatus.Archive("archive-1", 0, false, "AES256", true, "t"))),
            null),
        BackupResourceStatus.EMPTY,
        new BackupFolderSpec(
            "folder-1",
            new BackupFolderSpec.FolderCredentials(
                new SecretKeyRef("cloud", "key.json"), null, null, null),
            new FolderEndpoints("https://backup.example", null, null, null),
            "90s",
            5,
            new NamespaceSelection(
                NamespaceSelection.From.Selector,
                new NamespaceSelection.Selector(Map.of("team", "a"))),
            List.of(
                new AccessRule(
                    new NamespaceSelection(NamespaceSelection.From.All, null),
                    List.of("Recover"),
                    List.of("machine-1"))),
            new BackupFolderSpec.RecoveryPolicy(StartReplay.Never, "5s", "0s"),
            new BackupFolderSpec.Inventory(InventoryMode.Latest, 3)),
        new BackupFolderStatus(
            1L,
            null,
            CONDITIONS,
            "t",
            "0.4s",
            3,
            new BackupFolderStatus.Machines(0, 0, Map.of("IDLE", 0)),
            new BackupFolderStatus.Inventory(2, 0, "t")),
        BackupFolderStatus.EMPTY,
        new CloudBackupSpec(
            new FolderRef("a", null), "backup-1", DeletionPolicy.Retain, ManagedBy.Inventory),
        new CloudBackupStatus(
            1L,
            "n",
            CONDITIONS,
            "machine-1",
            "r",
            null,
            "v",
            "a",
            "FULL",
            false,
            "t",
            null,
            0L,
            1L << 60,
            null,
            3L,
            new CloudBackupStatus.Attributes("s", null),
            List.of(
                new CloudBackupStatus.Disk(
                    null,
                    "disk",
                    0,
                    List.of(new CloudBackupStatus.Volume("root", 1, 0, true, false, "/")))),
            "d",
            null),
        CloudBackupStatus.EMPTY);
  }

  @ParameterizedTest
  @MethodSource
  void shouldComeBackAsItWentAndIgnoreWhatItDoesNotKnow(Object value) {
    JsonNode json = JSON.unmarshal(JSON.asJson(value), JsonNode.class);
    assertThat(read(json, value.getClass())).isEqualTo(value);

    addUnknown(json);

    assertThat(read(json, value.getClass())).isEqualTo(value);
  }

  @Test
  void shouldFillInDefaultsOfWhatIsLeftOut() {
    BackupFolderSpec folder =
        JSON.unmarshal("{\"folderId\":\"f\",\"credentials\":{}}", BackupFolderSpec.class);
    BackupResourceSpec resource =
        JSON.unmarshal("{\"computeInstanceId\":\"m\"}", BackupResourceSpec.class);
    FolderRef ref = JSON.unmarshal("{\"namespace\":\"platform\"}", FolderRef.class);

    assertThat(folder.sweepInterval()).isEqualTo("60s");
    assertThat(folder.maxRequestsPerSecond()).isEqualTo(10);
    assertThat(folder.access()).isEmpty();
    assertThat(folder.observers().from()).isEqualTo(NamespaceSelection.From.Same);
    assertThat(folder.recoveryPolicy().grace()).hasSeconds(30);
    assertThat(folder.recoveryPolicy().window()).hasMinutes(10);
    assertThat(resource.deletionPolicy()).isEqualTo(DeletionPolicy.Retain);
    assertThat(resource.taskHistoryLimit()).isEqualTo(5);
    assertThat(resource.backupAgeLimit()).isEmpty();
    assertThat(ref).isEqualTo(new FolderRef("default", "platform"));
  }

  @Test
  void shouldHaveNoWindowWhereReplaysAreOff() {
    assertThat(new BackupFolderSpec.RecoveryPolicy(StartReplay.Never, "30s", "10m").window())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"Automatic, Automatic", "Manual, Manual", "Quorum, Manual", "automatic, Manual"})
  void shouldReadUnknownApprovalCarefully(String text, Approval expected) {
    assertThat(read(text, Approval.class)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Delete, Delete", "Retain, Retain", "Archive, Retain", "delete, Retain"})
  void shouldReadUnknownDeletionPolicyCarefully(String text, DeletionPolicy expected) {
    assertThat(read(text, DeletionPolicy.class)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"WithinWindow, WithinWindow", "Never, Never", "Always, Never"})
  void shouldReadUnknownReplayCarefully(String text, StartReplay expected) {
    assertThat(read(text, StartReplay.class)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"All, All", "Selector, Selector", "Same, Same", "Cluster, Same"})
  void shouldReadUnknownSelectionCarefully(String text, NamespaceSelection.From expected) {
    assertThat(read(text, NamespaceSelection.From.class)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Recovering, Recovering", "Verifying, Pending", "recovering, Pending", ", Pending"})
  void shouldReadUnknownPhaseAsPending(@Nullable String text, RecoveryPhase expected) {
    BackupRecoveryStatus status =
        JSON.unmarshal(
            text == null ? "{}" : "{\"phase\":\"" + text + "\"}", BackupRecoveryStatus.class);

    assertThat(status.currentPhase()).isEqualTo(expected);
  }

  static Stream<Class<?>> shouldHoldNoNullWhereAnOperatorOfAnotherVersionLeftSomethingOut() {
    return Stream.of(
            BackupFolderStatus.class, BackupRecoveryStatus.class, BackupResourceStatus.class)
        .flatMap(status -> Stream.concat(Stream.of(status), Stream.of(status.getDeclaredClasses())))
        .flatMap(type -> Stream.of(type, Condition.class, TaskStatus.class))
        .distinct();
  }

  /** A status is only read leniently: one that lacks something must not stop anybody else's. */
  @ParameterizedTest
  @MethodSource
  void shouldHoldNoNullWhereAnOperatorOfAnotherVersionLeftSomethingOut(Class<?> type)
      throws ReflectiveOperationException {
    Object empty = JSON.unmarshal("{}", type);

    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        assertThat(component.getAccessor().invoke(empty)).as(component.getName()).isNotNull();
      }
    }
  }

  private static Object read(JsonNode json, Class<?> type) {
    return JSON.convertValue(json, type);
  }

  private static <T> T read(String text, Class<T> type) {
    return JSON.unmarshal("\"" + text + "\"", type);
  }

  private static void addUnknown(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.forEach(JsonTest::addUnknown);
      // A map of labels or counts takes any name, so it is left as it is.
      if (!object.has("IDLE") && !object.has("team")) {
        object.putObject("fromTheFuture").put("a", 1);
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(JsonTest::addUnknown);
    }
  }
}
