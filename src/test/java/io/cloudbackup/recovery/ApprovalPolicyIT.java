package io.cloudbackup.recovery;

import static io.cloudbackup.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupRecovery;
import io.cloudbackup.api.BackupRecoveryStatus;
import io.cloudbackup.api.RecoveryPhase;
import io.cloudbackup.kubernetes.Events;
import io.cloudbackup.kubernetes.Writes;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Scene;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart's roles for people and its admission policy on the API server: who may write down a
 * recovery, and who may let it start.
 */
class ApprovalPolicyIT {
  private static final String HASH = "sha256:0123456789abcdef01234567";
  private static final String PLAN = "{\"spec\":{\"approvedPlan\":\"" + HASH + "\"}}";
  private static final String OTHER_PLAN =
      "{\"spec\":{\"approvedPlan\":\"sha256:76543210fedcba9876543210\"}}";
  private static final String NO_PLAN = "{\"spec\":{\"approvedPlan\":null}}";
  private static final String ANSWER =
      "{\"metadata\":{\"annotations\":{\"" + BackupApiGroup.RESOLVE_START + "\":\"key=retry\"}}}";
  private static final String NO_ANSWER =
      "{\"metadata\":{\"annotations\":{\"" + BackupApiGroup.RESOLVE_START + "\":null}}}";

  @AutoClose private final Scene scene = Scene.start("approval", "machines: [{id: epdone}]");

  /** May write recoveries down. */
  @AutoClose private final KubernetesClient writer = person("writer", "recover");

  /** May approve what others wrote. */
  @AutoClose private final KubernetesClient approver = person("approver", "approve");

  @AutoClose private final KubernetesClient both = person("both", "recover", "approve");

  private KubernetesClient person(String name, String... roles) {
    String user = name + "-of-" + scene.namespace();
    for (String role : roles) {
      bind(user, "ClusterRole", ControlPlane.RELEASE + "-" + role);
    }
    return ControlPlane.shared().as(user);
  }

  private void bind(String user, String kind, String role) {
    var _ =
        scene
            .client()
            .resource(
                new RoleBindingBuilder()
                    .withNewMetadata()
                    .withName(user + "-" + role)
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                    .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                    .build())
            .create();
  }

  /** A policy and a binding count from a moment after they were written. */
  @BeforeEach
  void awaitPolicyAndBindings() {
    create(scene.client(), "probe", "approval: Manual");
    eventually(
        () -> {
          assertAllowed(() -> create(writer, unique(), "approval: Manual"));
          assertAllowed(() -> create(both, unique(), "approval: Automatic"));
          assertAllowed(() -> patch(approver, "probe", PLAN));
          assertRefused(() -> create(writer, unique(), "approval: Automatic"));
        });
  }

  private static String unique() {
    return "probe-" + System.nanoTime();
  }

  private GenericKubernetesResource recovery(String name, String more) {
    GenericKubernetesResource object =
        Serialization.unmarshal(
            """
            apiVersion: backup.yandex.cloud/v1alpha1
            kind: BackupRecovery
            metadata: {name: %s, namespace: %s}
            spec: {source: {backupId: b}, target: {computeInstanceId: epdone}, startDeadline: '2999-01-01T00:00:00Z'%s}
            """
                .formatted(name, scene.namespace(), more.isEmpty() ? "" : ", " + more),
            GenericKubernetesResource.class);
    return object;
  }

  private void create(KubernetesClient as, String name, String more) {
    var _ = as.resource(recovery(name, more)).create();
  }

  private void patch(KubernetesClient as, String name, String json) {
    var _ =
        as.resources(BackupRecovery.class)
            .inNamespace(scene.namespace())
            .withName(name)
            .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private static void assertAllowed(ThrowingCallable action) {
    assertThatCode(action).doesNotThrowAnyException();
  }

  private static void assertRefused(ThrowingCallable action, String... words) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> assertThat(e.getCode()).as(e.getMessage()).isEqualTo(403))
        .satisfies(
            e -> assertThat(Stream.of(words)).allMatch(String.valueOf(e.getMessage())::contains));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "approval: Automatic"})
  void shouldLetOnlyApproversCreateWhatStartsByItself(String approval) {
    assertRefused(
        () -> create(writer, "web", approval),
        "verb approve on backuprecoveries",
        "Set spec.approval to Manual",
        "status.plan.hash");
    assertRefused(
        () -> {
          GenericKubernetesResource unnamed = recovery("web", approval);
          unnamed.getMetadata().setName(null);
          unnamed.getMetadata().setGenerateName("web-");
          writer.resource(unnamed).create();
        },
        "verb approve");

    assertAllowed(() -> create(both, "web", approval));
  }

  @Test
  void shouldLetNobodySlipAnApprovalIntoACreation() {
    assertRefused(
        () -> create(writer, "web", "approval: Manual, approvedPlan: '" + HASH + "'"),
        "spec.approvedPlan approves a recovery");
    assertRefused(
        () -> {
          GenericKubernetesResource answered = recovery("web", "approval: Manual");
          answered.getMetadata().setAnnotations(Map.of(BackupApiGroup.RESOLVE_START, "key=retry"));
          writer.resource(answered).create();
        },
        "backup.yandex.cloud/resolve-start");

    assertAllowed(() -> create(writer, "web", "approval: Manual"));
  }

  @Test
  void shouldLetOnlyApproversSetOrChangeThePlanAndAnybodyWithdrawIt() {
    create(writer, "web", "approval: Manual");
    assertRefused(() -> patch(writer, "web", PLAN), "spec.approvedPlan", "status.plan.hash");

    assertAllowed(() -> patch(approver, "web", PLAN));
    assertRefused(() -> patch(writer, "web", OTHER_PLAN), "spec.approvedPlan");
    assertAllowed(() -> patch(writer, "web", NO_PLAN));
    assertRefused(() -> patch(writer, "web", PLAN), "spec.approvedPlan");
  }

  @Test
  void shouldLetOnlyApproversSettleAStart() {
    create(writer, "web", "approval: Manual");
    assertRefused(() -> patch(writer, "web", ANSWER), "resolve-start", "verb approve");

    assertAllowed(() -> patch(approver, "web", ANSWER));
    assertRefused(() -> patch(writer, "web", ANSWER.replace("retry", "abandon")), "resolve-start");
    assertAllowed(() -> patch(writer, "web", NO_ANSWER));
  }

  @Test
  void shouldLetPassWhatChangesNothingOfAnApproval() {
    create(both, "automatic", "");
    create(writer, "manual", "approval: Manual");
    patch(approver, "manual", PLAN);
    patch(approver, "manual", ANSWER);

    for (String name : new String[] {"automatic", "manual"}) {
      assertAllowed(() -> patch(writer, name, "{\"metadata\":{\"labels\":{\"team\":\"web\"}}}"));
      assertAllowed(() -> patch(writer, name, "{\"spec\":{\"ttlAfterFinished\":\"1h\"}}"));
      assertAllowed(
          () ->
              patch(
                  writer,
                  name,
                  "{\"metadata\":{\"annotations\":{\"" + BackupApiGroup.PAUSED + "\":\"true\"}}}"));
    }
  }

  @Test
  void shouldLetTheOperatorWorkWithoutTheVerb() {
    create(both, "automatic", "");
    create(writer, "manual", "approval: Manual");
    patch(approver, "manual", PLAN);

    try (KubernetesClient operator =
        ControlPlane.client(ControlPlane.shared().operatorKubeconfig())) {
      assertRefused(() -> create(operator, "web", "approval: Manual"));
      for (String name : new String[] {"automatic", "manual"}) {
        Cluster cluster =
            new KubernetesCluster(
                operator,
                new Writes(operator, 1),
                new Events(operator, Clock.systemUTC()),
                Set.of(),
                scene.namespace());
        // Another test's operator may write at the same time.
        eventually(() -> assertThat(cluster.hold(existing(name))).isPresent());
        eventually(
            () -> {
              BackupRecovery looked = existing(name);
              looked.setStatus(
                  new StatusDraft(BackupRecoveryStatus.EMPTY, 1L, null, Instant.now())
                      .in(RecoveryPhase.Pending, "Observing", "A look."));
              assertThat(cluster.writeStatus(looked)).isPresent();
            });
        eventually(() -> assertThat(cluster.letGo(existing(name))).isPresent());
        cluster.delete(existing(name));
        eventually(
            () -> {
              BackupRecovery left = scene.find(BackupRecovery.class, name);
              if (left != null) {
                cluster.delete(left);
              }
              assertThat(left).isNull();
            });
      }
    }
  }

  private BackupRecovery existing(String name) {
    return scene.existing(BackupRecovery.class, name);
  }

  @Test
  void shouldApproveOnlyWhatARoleNames() {
    String user = "named-of-" + scene.namespace();
    var _ =
        scene
            .client()
            .resource(
                new RoleBuilder()
                    .withNewMetadata()
                    .withName("approve-one")
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .addToRules(
                        new PolicyRuleBuilder()
                            .withApiGroups(BackupApiGroup.GROUP)
                            .withResources("backuprecoveries")
                            .withResourceNames("one")
                            .withVerbs("approve")
                            .build())
                    .build())
            .create();
    bind(user, "Role", "approve-one");
    bind(user, "ClusterRole", ControlPlane.RELEASE + "-recover");
    create(scene.client(), "one", "approval: Manual");
    create(scene.client(), "two", "approval: Manual");

    try (KubernetesClient named = ControlPlane.shared().as(user)) {
      eventually(() -> assertAllowed(() -> patch(named, "one", PLAN)));
      assertRefused(() -> patch(named, "two", PLAN), "verb approve");
    }
  }

  @Test
  void shouldLetTheClustersOwnRolesWatchAndSetUpButNotRecover() {
    String viewer = "viewer-of-" + scene.namespace();
    String editor = "editor-of-" + scene.namespace();
    String chief = "chief-of-" + scene.namespace();
    bind(viewer, "ClusterRole", "view");
    bind(editor, "ClusterRole", "edit");
    bind(chief, "ClusterRole", "admin");

    try (KubernetesClient view = ControlPlane.shared().as(viewer);
        KubernetesClient edit = ControlPlane.shared().as(editor);
        KubernetesClient admin = ControlPlane.shared().as(chief)) {
      eventually(
          () -> {
            assertAllowed(() -> list(view));
            assertAllowed(() -> watchMachine(edit));
            assertAllowed(() -> watchMachine(admin));
          });
      assertRefused(() -> watchMachine(view), "cannot create");
      assertRefused(() -> create(edit, "web", "approval: Manual"), "cannot create");
      assertRefused(() -> create(admin, "web", "approval: Manual"), "cannot create");
      assertRefused(() -> patch(admin, "probe", PLAN), "cannot patch");
      assertRefused(() -> create(approver, "web", "approval: Manual"), "cannot create");
    }
  }

  private void list(KubernetesClient as) {
    assertThat(as.resources(BackupRecovery.class).inNamespace(scene.namespace()).list().getItems())
        .isNotEmpty();
  }

  private void watchMachine(KubernetesClient as) {
    var _ =
        as.resource(
                Serialization.unmarshal(
                    """
                    apiVersion: backup.yandex.cloud/v1alpha1
                    kind: BackupResource
                    metadata: {generateName: one-, namespace: %s}
                    spec: {computeInstanceId: epdone}
                    """
                        .formatted(scene.namespace()),
                    GenericKubernetesResource.class))
            .create();
  }
}
