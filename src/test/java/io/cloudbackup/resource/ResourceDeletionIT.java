package io.cloudbackup.resource;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Eventually.within;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the deletion of a BackupResource does in the cloud, and what it leaves alone. */
@SharedOperator
class ResourceDeletionIT {
  @AutoClose
  private final Scene scene =
      Scene.start("deletion", "machines: [{id: epdone, backups: [{id: backup-one, age: 2h}]}]");

  private void watch(String name, String policy) {
    scene.create(
        "BackupResource", name, "{computeInstanceId: epdone, deletionPolicy: " + policy + "}");
  }

  private void watchToDelete() {
    scene.withFolder();
    watch("one", "Delete");
    eventually(
        () -> {
          BackupResource one = scene.existing(BackupResource.class, "one");
          assertThat(one.getMetadata().getFinalizers())
              .containsExactly(BackupApiGroup.RESOURCE_FINALIZER);
          assertThat(state(scene.resource("one").conditions(), "Ready")).isEqualTo("True Observed");
        });
  }

  private void awaitGone(String name) {
    eventually(() -> assertThat(scene.find(BackupResource.class, name)).isNull());
  }

  private void awaitBlocked(String... words) {
    eventually(
        () -> {
          var conditions = scene.resource("one").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False DeletionBlocked");
          assertThat(state(conditions, "Stalled")).isEqualTo("True DeletionBlocked");
          assertThat(message(conditions, "Ready")).contains(words);
        });
    eventually(
        () ->
            assertThat(scene.events("one"))
                .filteredOn(e -> e.startsWith("Warning DeletionBlocked"))
                .hasSize(1));
  }

  private boolean cloudKnowsMachine() {
    return scene
        .cloud()
        .api("GET", "/backup/v1/resources?folderId=b1gone", "", "t1.one")
        .path("resources")
        .findValuesAsText("computeInstanceId")
        .contains("epdone");
  }

  @Test
  void shouldLeaveTheCloudAloneWhenThePolicyIsRetain() {
    scene.withFolder();
    watch("one", "Retain");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("True Observed"));
    assertThat(scene.existing(BackupResource.class, "one").getMetadata().getFinalizers()).isEmpty();

    scene.delete(BackupResource.class, "one");

    awaitGone("one");
    throughout(
        Duration.ofSeconds(3), () -> assertThat(scene.cloud().calls("Resource.delete")).isEmpty());
    assertThat(cloudKnowsMachine()).isTrue();
  }

  @Test
  void shouldDropItsFinalizerWhenThePolicyBecomesRetain() {
    watchToDelete();

    scene.patch(BackupResource.class, "one", "{spec: {deletionPolicy: Retain}}");

    eventually(
        () ->
            assertThat(scene.existing(BackupResource.class, "one").getMetadata().getFinalizers())
                .isEmpty());
  }

  @Test
  void shouldDeleteBeforeLookUpsThatWaitedAlreadyWhenItCame() {
    int unknownMachines = 60;
    scene.withFolder("maxRequestsPerSecond: 2");
    watch("one", "Delete");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("True Observed"));
    for (int i = 0; i < unknownMachines; i++) {
      scene.create(
          "BackupResource", "unknown" + i, "{computeInstanceId: epdunknown%d}".formatted(i));
    }
    eventually(() -> assertThat(lookUps()).isPositive());

    scene.delete(BackupResource.class, "one");

    eventually(() -> assertThat(scene.cloud().calls("Resource.delete")).hasSize(1));
    assertThat(lookUps())
        .as("look-ups that were sent, of %d that the deletion found waiting", unknownMachines)
        .isLessThan(unknownMachines / 2);
  }

  private long lookUps() {
    return scene.cloud().calls("Resource.get").stream()
        .filter(call -> call.path().contains("epdunknown"))
        .count();
  }

  @Test
  void shouldMakeTheCloudForgetTheMachineButKeepItsBackups() {
    watchToDelete();

    scene.delete(BackupResource.class, "one");

    awaitGone("one");
    assertThat(cloudKnowsMachine()).isFalse();
    assertThat(scene.cloud().calls("Resource.delete"))
        .singleElement()
        .satisfies(call -> assertThat(call.idempotencyKey()).isNotEmpty());
    assertThat(
            scene
                .cloud()
                .api("GET", "/backup/v1/backups/backup-one?folderId=b1gone", "", "t1.one")
                .findValue("id")
                .asText())
        .isEqualTo("backup-one");
    assertThat(scene.events("one"))
        .anyMatch(e -> e.startsWith("Normal Deleting"))
        .anyMatch(e -> e.startsWith("Normal Deleted"));
  }

  @Test
  void shouldBeBlockedWhileTheSecretIsGone() {
    watchToDelete();
    scene.delete(Secret.class, "token");
    eventually(
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("False SecretNotFound"));

    scene.delete(BackupResource.class, "one");

    awaitBlocked("Secret token", "backup.yandex.cloud/abandon");
    scene.secret("token", java.util.Map.of("token", "t1.one"));
    awaitGone("one");
    assertThat(cloudKnowsMachine()).isFalse();
  }

  @Test
  void shouldLetGoOfABlockedObjectWhenAPersonSaysSo() {
    watchToDelete();
    scene.delete(BackupFolder.class, "default");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("False BackupFolderNotFound"));
    scene.delete(BackupResource.class, "one");
    awaitBlocked("There is no BackupFolder", "backup.yandex.cloud/abandon");

    scene.annotate(BackupResource.class, "one", BackupApiGroup.ABANDON, "true");

    awaitGone("one");
    assertThat(scene.events("one")).anyMatch(e -> e.startsWith("Warning Abandoned"));
    assertThat(scene.cloud().calls("Resource.delete")).isEmpty();
    assertThat(cloudKnowsMachine()).isTrue();
  }

  @Test
  void shouldSayThatTheCloudForbidsTheDeletion() {
    watchToDelete();
    scene
        .cloud()
        .fault("{method: Resource.delete, times: 0, kind: status, code: 7, message: Not yours.}");

    scene.delete(BackupResource.class, "one");

    awaitBlocked("Resource.delete: Not yours (request ", "backup.yandex.cloud/abandon");
    scene.cloud().mend();
    awaitGone("one");
    assertThat(cloudKnowsMachine()).isFalse();
  }

  @Test
  void shouldDeleteNothingWhilePausedAndAnswerNudges() {
    watchToDelete();
    scene.annotate(BackupResource.class, "one", BackupApiGroup.PAUSED, "true");

    scene.delete(BackupResource.class, "one");

    awaitBlocked("paused");
    for (String nudge : new String[] {"first", "second"}) {
      scene.annotate(BackupResource.class, "one", BackupApiGroup.RECONCILE_REQUESTED_AT, nudge);
      atOnce(() -> assertThat(scene.resource("one").lastHandledReconcileAt()).isEqualTo(nudge));
    }
    assertThat(scene.cloud().calls("Resource.delete")).isEmpty();

    scene.annotate(BackupResource.class, "one", BackupApiGroup.PAUSED, "false");

    awaitGone("one");
    assertThat(scene.cloud().calls("Resource.delete")).hasSize(1);
  }

  @Test
  void shouldDeleteNothingForTheYoungerOfTwoObjects() {
    watchToDelete();
    // Ages count in whole seconds.
    eventually(
        () ->
            assertThat(java.time.Instant.now())
                .isAfter(
                    java.time.Instant.parse(
                            scene
                                .existing(BackupResource.class, "one")
                                .getMetadata()
                                .getCreationTimestamp())
                        .plusSeconds(1)));
    watch("two", "Delete");
    eventually(
        () -> {
          var conditions = scene.resource("two").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False Conflict");
          assertThat(message(conditions, "Ready")).contains(scene.namespace() + "/one");
        });
    assertThat(state(scene.resource("one").conditions(), "Ready")).isEqualTo("True Observed");

    scene.delete(BackupResource.class, "two");

    awaitGone("two");
    assertThat(scene.events("two")).anyMatch(e -> e.startsWith("Warning Conflict"));
    assertThat(scene.cloud().calls("Resource.delete")).isEmpty();
    assertThat(cloudKnowsMachine()).isTrue();
  }

  @Test
  void shouldYieldToNoOlderObjectThatMayNotDelete() {
    Scene guest = scene.neighbour(java.util.Map.of());
    guest.create(
        "BackupResource",
        "squatter",
        "{computeInstanceId: epdone, deletionPolicy: Delete, folderRef: {name: default, namespace: %s}}"
            .formatted(scene.namespace()));
    String created =
        guest.existing(BackupResource.class, "squatter").getMetadata().getCreationTimestamp();
    // Ages count in whole seconds.
    eventually(
        () ->
            assertThat(java.time.Instant.now())
                .isAfter(java.time.Instant.parse(created).plusSeconds(1)));

    watchToDelete();
    scene.delete(BackupResource.class, "one");

    awaitGone("one");
    assertThat(cloudKnowsMachine()).isFalse();
  }

  @Test
  void shouldNotHangWhenItsNamespaceIsDeleted() {
    watchToDelete();
    scene.cloud().fault("{method: Resource.delete, times: 0, kind: status, code: 7}");

    var _ = scene.client().namespaces().withName(scene.namespace()).delete();

    within(
        Duration.ofMinutes(4),
        () -> assertThat(scene.client().namespaces().withName(scene.namespace()).get()).isNull());
    assertThat(cloudKnowsMachine()).as("it was let go, not deleted").isTrue();
  }
}
