package io.cloudbackup.resource;

import static io.cloudbackup.testing.Eventually.atOnce;
import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What a change of the folder's policy, or of a label, does at once to objects that are watched.
 */
@SharedOperator
class ResourceAccessIT {
  @AutoClose private final Scene scene = Scene.start("access", "machines: [{id: epdone}]");

  private final Scene guest = scene.neighbour(Map.of("team", "web"));

  private void watchAsGuest(String allowed) {
    scene.withFolder("sweepInterval: 1h, allowedNamespaces: " + allowed);
    watch("one", "default");
    eventually(() -> assertThat(ready()).isEqualTo("True Observed"));
  }

  private void watch(String name, String folder) {
    guest.create(
        "BackupResource",
        name,
        "{computeInstanceId: epdone, folderRef: {name: %s, namespace: %s}}"
            .formatted(folder, scene.namespace()));
  }

  private String ready() {
    return state(guest.resource("one").conditions(), "Ready");
  }

  private void assertRefusedAtOnce() {
    atOnce(
        () -> {
          var conditions = guest.resource("one").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False FolderNotAvailable");
          assertThat(state(conditions, "Synced")).isEqualTo("False FolderNotAvailable");
        });
  }

  private void assertFedAtOnce() {
    atOnce(
        () -> {
          var conditions = guest.resource("one").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("True Observed");
          assertThat(state(conditions, "Synced")).isEqualTo("True Swept");
        });
  }

  private void sweep() {
    int before = scene.cloud().calls("Resource.list").size();
    scene.annotate(
        BackupFolder.class,
        "default",
        "backup.yandex.cloud/reconcile-requested-at",
        Integer.toString(before));
    eventually(
        () ->
            assertThat(scene.folder("default").lastHandledReconcileAt())
                .isEqualTo(Integer.toString(before)));
  }

  @Test
  void shouldStopFeedingAStatusWhenItsNamespaceLosesTheLabel() {
    watchAsGuest("{from: Selector, selector: {matchLabels: {team: web}}}");

    guest.label("team", "db");

    assertRefusedAtOnce();
    scene.cloud().machine("epdone", "{\"online\": false}");
    sweep();
    guest.annotate(
        BackupResource.class, "one", "backup.yandex.cloud/reconcile-requested-at", "now");
    eventually(() -> assertThat(guest.resource("one").lastHandledReconcileAt()).isEqualTo("now"));
    assertThat(guest.resource("one").online()).as("what was last told").isTrue();

    guest.label("team", "web");

    assertFedAtOnce();
    assertThat(guest.resource("one").online()).isFalse();
  }

  @Test
  void shouldStopFeedingAStatusWhenTheFolderClosesWhileASweepGoesOn() {
    watchAsGuest("{from: All}");
    scene.cloud().fault("{method: Resource.list, times: 1, kind: delay, delay: 15s}");
    int lists = scene.cloud().calls("Resource.list").size();
    scene.annotate(
        BackupFolder.class, "default", "backup.yandex.cloud/reconcile-requested-at", "now");
    eventually(() -> assertThat(scene.cloud().calls("Resource.list")).hasSizeGreaterThan(lists));

    allow("{from: Same}");

    assertRefusedAtOnce();
    eventually(() -> assertThat(scene.folder("default").lastHandledReconcileAt()).isEqualTo("now"));
    assertRefusedAtOnce();

    allow("{from: All}");

    assertFedAtOnce();
  }

  private void allow(String namespaces) {
    scene.patch(BackupFolder.class, "default", "{spec: {allowedNamespaces: " + namespaces + "}}");
  }

  @Test
  void shouldTellNobodyWhetherAFolderThatIsClosedExists() {
    scene.withFolder();
    eventually(
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("True Swept"));
    watch("one", "default");
    watch("two", "absent");

    eventually(
        () -> {
          assertThat(ready()).isEqualTo("False FolderNotAvailable");
          assertThat(guest.resource("two").conditions())
              .extracting(c -> c.type() + c.status() + c.reason() + c.message())
              .containsExactlyElementsOf(
                  guest.resource("one").conditions().stream()
                      .map(c -> c.type() + c.status() + c.reason() + c.message())
                      .map(c -> c.replace("/default", "/absent"))
                      .toList());
        });
    assertThat(message(guest.resource("one").conditions(), "Ready")).doesNotContain("b1gone");
    assertThat(guest.resource("one").state()).isNull();
  }
}
