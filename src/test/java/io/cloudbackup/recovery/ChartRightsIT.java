package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Writes;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes each right out of the Roles that the chart installed, one at a time, and sees the call fail
 * for which it is there. A right that this test knows no call for has no reason to be in the chart.
 */
class ChartRightsIT {
  private static final String MAIN = ControlPlane.RELEASE;
  private static final String LOCKS = MAIN + "-locks";
  private static final String LEADER = MAIN + "-leader-election";

  @AutoClose private final Scene scene = Scene.start("rights", "machines: [{id: epdone}]");
  private final KubernetesClient admin = scene.client();
  private final String user = "user-of-" + scene.namespace();
  @AutoClose private final KubernetesClient client = ControlPlane.shared().as(user);

  /** One verb on one kind, in one of the chart's Roles. */
  record Right(String role, String group, String resource, String verb) {
    PolicyRule rule() {
      return new PolicyRuleBuilder()
          .withApiGroups(group)
          .withResources(resource)
          .withVerbs(verb)
          .build();
    }

    @Override
    public String toString() {
      return role + ": " + verb + " " + resource;
    }
  }

  static Stream<Right> rights() {
    KubernetesClient admin = ControlPlane.shared().admin();
    return Stream.of(
            rights(MAIN, admin.rbac().clusterRoles().withName(MAIN).get().getRules()),
            rights(LOCKS, role(admin, LOCKS)),
            rights(LEADER, role(admin, LEADER)))
        .flatMap(s -> s);
  }

  private static List<PolicyRule> role(KubernetesClient admin, String name) {
    return admin.rbac().roles().inNamespace(ControlPlane.RELEASE).withName(name).get().getRules();
  }

  private static Stream<Right> rights(String role, List<PolicyRule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .flatMap(
                                    resource ->
                                        rule.getVerbs().stream()
                                            .map(verb -> new Right(role, group, resource, verb)))));
  }

  @ParameterizedTest
  @MethodSource("rights")
  void shouldFailWithoutTheRight(Right right) {
    scene.withFolder();
    scene.create("BackupResource", "one", "{computeInstanceId: epdone}");
    List<Right> all = rights().filter(r -> r.role().equals(right.role())).toList();

    grant(all);
    eventually(() -> assertThat(catchThrowable(() -> act(right))).isNull());

    List<Right> others = new ArrayList<>(all);
    others.remove(right);
    grant(others);
    eventually(() -> assertThat(failure(right)).contains(right.verb(), right.resource()));
  }

  @Test
  void shouldGiveNoRightToEverythingNorToListSecrets() {
    assertThat(rights())
        .isNotEmpty()
        .allSatisfy(
            right -> {
              assertThat(List.of(right.group(), right.resource(), right.verb()))
                  .doesNotContain("*");
              assertThat(right.verb()).isNotIn("escalate", "bind", "impersonate");
            })
        .filteredOn(right -> right.resource().equals("secrets"))
        .extracting(Right::verb)
        .containsExactly("get");
  }

  @AfterEach
  void takeBack() {
    admin.rbac().clusterRoleBindings().withName(user).delete();
    admin.rbac().clusterRoles().withName(user).delete();
  }

  private void grant(List<Right> rights) {
    var _ =
        admin
            .resource(
                new ClusterRoleBuilder()
                    .withNewMetadata()
                    .withName(user)
                    .endMetadata()
                    .withRules(rights.stream().map(Right::rule).toList())
                    .addAllToRules(watchOfFolders(rights))
                    .build())
            .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    var _ =
        admin
            .resource(
                new ClusterRoleBindingBuilder()
                    .withNewMetadata()
                    .withName(user)
                    .endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", user)
                    .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                    .build())
            .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
  }

  /** An operator has to watch something before it stands for election. */
  private static List<PolicyRule> watchOfFolders(List<Right> rights) {
    return rights.getFirst().role().equals(LEADER)
        ? List.of(
            new PolicyRuleBuilder()
                .withApiGroups("backup.yandex.cloud")
                .withResources("backupfolders")
                .withVerbs("list", "watch")
                .build())
        : List.of();
  }

  /** How the call for which the right is there fails, by the API server's word. */
  private String failure(Right right) {
    Throwable failure = catchThrowable(() -> act(right));
    return switch (failure) {
      case null -> throw new AssertionError("it is not needed: " + right);
      case KubernetesClientException e -> {
        assertThat(e.getCode()).as(e.getMessage()).isEqualTo(403);
        yield String.valueOf(e.getMessage());
      }
      // "No permission to lease resource. in namespace: ...; missing required verbs: ..."
      case OperatorException e -> cause(e).replace("lease resource", "leases");
      default -> throw new AssertionError("no refusal", failure);
    };
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** What the operator does with the right, by its own code where that is at hand. */
  private void act(Right right) {
    switch (right.role()) {
      case MAIN -> actOnObjects(right);
      case LOCKS -> actOnLocks(right.verb());
      default -> elect(right.verb());
    }
  }

  private void actOnObjects(Right right) {
    Class<? extends HasMetadata> kind = kind(right.resource());
    switch (right.verb() + " " + right.resource()) {
      case "get backupfolders" ->
          assertThat(cluster().folder(new FolderRef("default", scene.namespace()))).isPresent();
      case "get backupresources" ->
          assertThat(cluster().resource(scene.namespace(), "one")).isPresent();
      case "get backuprecoveries" ->
          assertThat(cluster().recovery(scene.namespace(), newRecovery())).isPresent();
      case "list backuprecoveries" -> assertThat(cluster().recoveries()).isNotNull();
      case "get cloudbackups" -> assertThat(client.resource(newBackup()).get()).isNotNull();
      case "list backupfolders", "list backupresources", "list cloudbackups", "list namespaces" ->
          assertThat(client.resources(kind).list()).isNotNull();
      case "watch backupfolders",
          "watch backupresources",
          "watch backuprecoveries",
          "watch cloudbackups",
          "watch namespaces" ->
          watch(kind);
      case "patch backupresources" ->
          assertThat(
                  writes()
                      .addFinalizer(
                          scene.existing(BackupResource.class, "one"), "backup.yandex.cloud/test"))
              .isPresent();
      case "patch backuprecoveries" ->
          assertThat(cluster().hold(scene.existing(BackupRecovery.class, newRecovery())))
              .isPresent();
      case "patch cloudbackups" ->
          assertThat(writes().labels(newBackup(), Map.of("backup.yandex.cloud/type", "FULL")))
              .isPresent();
      case "create cloudbackups" -> {
        CloudBackup other = newBackup();
        other.setMetadata(
            new ObjectMetaBuilder()
                .withNamespace(scene.namespace())
                .withName("created-" + System.nanoTime())
                .build());
        assertThat(writes().create(other)).isPresent();
      }
      case "delete cloudbackups" -> assertThat(writes().delete(newBackup())).isTrue();
      case "update cloudbackups/status" -> assertThat(writes().status(newBackup())).isPresent();
      case "delete backuprecoveries" ->
          cluster().delete(scene.existing(BackupRecovery.class, newRecovery()));
      case "update backupfolders/status" ->
          writes().status(scene.existing(BackupFolder.class, "default"));
      case "update backupresources/status" ->
          writes().status(scene.existing(BackupResource.class, "one"));
      case "update backuprecoveries/status" ->
          cluster().writeStatus(scene.existing(BackupRecovery.class, newRecovery()));
      case "get secrets" ->
          assertThat(client.secrets().inNamespace(scene.namespace()).withName("token").get())
              .isNotNull();
      case "get namespaces" ->
          assertThat(client.namespaces().withName(scene.namespace()).get()).isNotNull();
      case "get customresourcedefinitions" ->
          assertThat(
                  client
                      .apiextensions()
                      .v1()
                      .customResourceDefinitions()
                      .withName(HasMetadata.getFullResourceName(CloudBackup.class))
                      .get())
              .isNotNull();
      case "create events" -> createEvent();
      default -> throw new AssertionError("nobody knows what it is for: " + right);
    }
  }

  private static Class<? extends HasMetadata> kind(String resource) {
    return switch (resource) {
      case "backupresources" -> BackupResource.class;
      case "backuprecoveries" -> BackupRecovery.class;
      case "cloudbackups" -> CloudBackup.class;
      case "namespaces" -> Namespace.class;
      default -> BackupFolder.class;
    };
  }

  private void watch(Class<? extends HasMetadata> kind) {
    client.resources(kind).watch(new Ignoring<>()).close();
  }

  private static final class Ignoring<T> implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T resource) {
      // Only whether the watch may be begun is of interest.
    }

    @Override
    public void onClose(WatcherException cause) {
      // It is not closed by the server within this test.
    }
  }

  private void createEvent() {
    // The operator's own code logs an Event that it can't write, and goes on.
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName("one.")
            .withNamespace(scene.namespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withNamespace(scene.namespace())
            .withName("one")
            .endInvolvedObject()
            .build();
    var _ = client.v1().events().inNamespace(scene.namespace()).resource(event).create();
  }

  private void actOnLocks(String verb) {
    Lease lease = lease(verb.equals("create") ? "new" : "present");
    switch (verb) {
      case "create" -> assertThat(cluster().create(lease)).isTrue();
      case "get" -> assertThat(cluster().lease(name(given(lease)))).isPresent();
      case "update" -> assertThat(cluster().replace(given(lease))).isTrue();
      case "delete" -> assertThat(cluster().delete(given(lease))).isTrue();
      default -> throw new AssertionError("nobody knows what it is for: " + verb + " leases");
    }
  }

  private void elect(String verb) {
    switch (verb) {
      case "get", "create", "update" -> standForElection();
      case "patch" ->
          assertThat(
                  client
                      .resource(given(lease("renewed")))
                      .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{}}"))
              .isNotNull();
      default -> throw new AssertionError("nobody knows what it is for: " + verb + " leases");
    }
  }

  /** Refused at once where one of the verbs is missing. */
  private void standForElection() {
    Operator operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("elected")
                            .withLeaseNamespace(scene.namespace())
                            .withIdentity("me")
                            .withExitOnStopLeading(false)
                            .build()));
    operator.register(
        new Idle(), configuration -> configuration.settingNamespace(scene.namespace()));
    try {
      operator.start();
    } finally {
      operator.stop();
    }
  }

  @ControllerConfiguration(name = "idle")
  private static final class Idle implements Reconciler<BackupFolder> {
    @Override
    public UpdateControl<BackupFolder> reconcile(
        BackupFolder folder, Context<BackupFolder> context) {
      return UpdateControl.noUpdate();
    }
  }

  private Lease lease(String prefix) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(prefix + "-" + System.nanoTime())
        .withNamespace(scene.namespace())
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private Lease given(Lease lease) {
    return admin.resource(lease).create();
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private String newRecovery() {
    String name = "recovery-" + System.nanoTime();
    scene.create(
        "BackupRecovery",
        name,
        "{source: {backupId: b}, target: {computeInstanceId: epdone}, startDeadline: '2020-01-01T00:00:00Z'}");
    return name;
  }

  private CloudBackup newBackup() {
    String name = "backup-" + System.nanoTime();
    scene.create("CloudBackup", name, "{backupId: b}");
    scene.annotate(CloudBackup.class, name, BackupApiGroup.PAUSED, "true");
    return scene.existing(CloudBackup.class, name);
  }

  private Writes writes() {
    return new Writes(client, 1);
  }

  private Cluster cluster() {
    return new KubernetesCluster(
        client,
        writes(),
        new Events(client, Clock.systemUTC()),
        Set.of(),
        Objects.requireNonNull(scene.namespace()));
  }
}
