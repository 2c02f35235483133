package io.cloudbackup.resource;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Eventually.throughout;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Attacks by whoever may write a BackupResource: on machines that are not theirs to forget. */
@SharedOperator
class ResourceAttackIT {
  @AutoClose
  private final Scene scene =
      Scene.of(
          "robbery",
          """
          folders: [{id: b1gone}, {id: b1gtwo}]
          serviceAccounts: [{id: ajeboth, folders: [b1gone, b1gtwo], tokens: [t1.one]}]
          settings: {deleteDuration: 1s}
          machines: [{id: epdone}, {id: epdelsewhere, folder: b1gtwo}]
          """);

  private final Scene guest = scene.neighbour(Map.of("team", "web"));

  private void watchToDelete(Scene who, String machine) {
    who.create(
        "BackupResource",
        "one",
        "{computeInstanceId: %s, deletionPolicy: Delete, folderRef: {name: default, namespace: %s}}"
            .formatted(machine, scene.namespace()));
    eventually(
        () ->
            assertThat(who.existing(BackupResource.class, "one").getMetadata().getFinalizers())
                .isNotEmpty());
  }

  private void awaitBlocked(Scene who, String words) {
    eventually(
        () -> {
          var conditions = who.resource("one").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False DeletionBlocked");
          assertThat(message(conditions, "Ready")).contains(words);
        });
    throughout(
        Duration.ofSeconds(3), () -> assertThat(scene.cloud().calls("Resource.delete")).isEmpty());
    who.annotate(BackupResource.class, "one", BackupApiGroup.ABANDON, "true");
    eventually(() -> assertThat(who.find(BackupResource.class, "one")).isNull());
    assertThat(scene.cloud().calls("Resource.delete")).isEmpty();
  }

  private void grant(String access) {
    scene.patch(BackupFolder.class, "default", "{spec: {access: " + access + "}}");
  }

  @Test
  void shouldNotForgetAMachineForAGuestWhoMayOnlyObserveAndRecover() {
    scene.withFolder(
        "allowedNamespaces: {from: All}, access: [{namespaces: {from: All}, verbs: [Recover]}]");
    watchToDelete(guest, "epdone");

    guest.delete(BackupResource.class, "one");

    awaitBlocked(guest, "DeleteResource");
  }

  @Test
  void shouldNotForgetAnotherMachineThanTheGrantNames() {
    scene.withFolder(
        "allowedNamespaces: {from: All},"
            + " access: [{namespaces: {from: All}, verbs: [DeleteResource], computeInstanceIds: [epdmine]}]");
    watchToDelete(guest, "epdone");

    guest.delete(BackupResource.class, "one");

    awaitBlocked(guest, "DeleteResource");
  }

  @Test
  void shouldNotForgetAMachineByAGrantThatWasWithdrawnWhileASweepGoesOn() {
    scene.withFolder(
        "allowedNamespaces: {from: All}, access: [{namespaces: {from: All}, verbs: [DeleteResource]}]");
    watchToDelete(guest, "epdone");
    scene.cloud().fault("{method: Resource.list, times: 0, kind: delay, delay: 20s}");
    int lists = scene.cloud().calls("Resource.list").size();
    eventually(() -> assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(lists));

    grant("[]");
    guest.delete(BackupResource.class, "one");

    awaitBlocked(guest, "DeleteResource");
  }

  @Test
  void shouldNotForgetAMachineOfAnotherCloudFolderThatTheTokenCouldReach() {
    scene.withFolder();
    watchToDelete(scene, "epdelsewhere");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("False MachineInOtherFolder"));
    assertThat(scene.resource("one").state()).as("nothing of it is shown").isNull();

    scene.delete(BackupResource.class, "one");

    awaitBlocked(scene, "not in the BackupFolder's cloud folder");
  }

  @Test
  void shouldNotForgetAMachineThatMovedToAnotherCloudFolder() {
    scene.withFolder();
    watchToDelete(scene, "epdone");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("True Observed"));

    scene.move("epdone", "b1gtwo");
    // A sweep may have found it gone in between, which is not asked again by itself.
    scene.annotate(BackupResource.class, "one", BackupApiGroup.RECONCILE_REQUESTED_AT, "moved");
    eventually(
        () ->
            assertThat(state(scene.resource("one").conditions(), "Ready"))
                .isEqualTo("False MachineInOtherFolder"));
    int deletions = scene.cloud().calls("Resource.delete").size();
    scene.delete(BackupResource.class, "one");

    eventually(
        () ->
            assertThat(message(scene.resource("one").conditions(), "Ready"))
                .contains("not in the BackupFolder's cloud folder"));
    throughout(
        Duration.ofSeconds(3),
        () -> assertThat(scene.cloud().calls("Resource.delete")).hasSize(deletions));
    scene.annotate(BackupResource.class, "one", BackupApiGroup.ABANDON, "true");
  }

  @Test
  void shouldTellTheOtherOfTwoFoldersOfOneCloudFolderThatTheMachineIsForgotten() {
    scene.withFolder();
    guest.withFolder();
    for (Scene who : new Scene[] {scene, guest}) {
      who.create("BackupResource", "one", "{computeInstanceId: epdone, deletionPolicy: Delete}");
      eventually(
          () ->
              assertThat(state(who.resource("one").conditions(), "Ready"))
                  .isEqualTo("True Observed"));
    }

    scene.delete(BackupResource.class, "one");

    eventually(() -> assertThat(scene.find(BackupResource.class, "one")).isNull());
    eventually(
        () ->
            assertThat(state(guest.resource("one").conditions(), "Ready"))
                .isEqualTo("False MachineNotFound"));
    guest.delete(BackupResource.class, "one");
    eventually(() -> assertThat(guest.find(BackupResource.class, "one")).isNull());
    assertThat(scene.cloud().calls("Resource.delete")).hasSize(1);
  }
}
