package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ServiceAccount's token, of a real API server, for an IAM token. */
@SharedOperator
class FolderWorkloadIdentityIT {
  private static final String ISSUER = "https://kubernetes.default.svc";

  @AutoClose
  private final Scene scene =
      Scene.of(
          "wlif",
          """
          folders: [{id: b1gone}]
          federations:
            - {issuer: "%s", audiences: [ycaud, "%s"], jwks: %s}
          serviceAccounts:
            - {id: ajeone, folders: [b1gone], subjects: ["system:serviceaccount:NAMESPACE:backups"]}
            - {id: ajeother, folders: [b1gone]}
          machines: [{id: epdone}]
          """
              .formatted(ISSUER, ISSUER, ControlPlane.shared().tokenKeys()));

  @BeforeEach
  void startOperator() {
    var _ = OperatorUnderTest.shared();
  }

  /** A folder that is swept as the ServiceAccount {@code backups}. */
  private void folder(String serviceAccountId, String audience, String more) {
    scene.folder(
        "default",
        "credentials: {workloadIdentity: {serviceAccountRef: {name: backups}, serviceAccountId: %s, audience: '%s'}}"
            .formatted(serviceAccountId, audience),
        more);
  }

  private void createServiceAccount() {
    var _ =
        scene
            .client()
            .resource(
                new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("backups")
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .build())
            .create();
  }

  /** What docs/credentials.md tells the user to apply. */
  private void letTheOperatorAskForTokens() {
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName("backups-token")
            .withNamespace(scene.namespace())
            .endMetadata()
            .addNewRule()
            .withApiGroups("")
            .withResources("serviceaccounts/token")
            .withResourceNames("backups")
            .withVerbs("create")
            .endRule()
            .build();
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName("backups-token")
            .withNamespace(scene.namespace())
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", "backups-token")
            .addNewSubject("", "ServiceAccount", ControlPlane.RELEASE, ControlPlane.RELEASE)
            .build();
    var _ = scene.client().resource(role).create();
    var _ = scene.client().resource(binding).create();
  }

  private void awaitProblem(String reason, String... words) {
    eventually(
        () -> {
          var conditions = scene.folder("default").conditions();
          assertThat(state(conditions, "Ready")).isEqualTo("False " + reason);
          assertThat(message(conditions, "Ready")).contains(words).doesNotContain("eyJ");
          assertThat(state(conditions, "Stalled")).isEqualTo("True " + reason);
        });
  }

  private void awaitReady() {
    eventually(
        () ->
            assertThat(state(scene.folder("default").conditions(), "Ready"))
                .isEqualTo("True Swept"));
  }

  @Test
  void shouldSweepWithAnExchangedTokenWhenARoleOfTheNamespaceLetsIt() {
    folder("ajeone", "ycaud", "");
    awaitProblem(
        "TokenRequestForbidden",
        "serviceaccounts/token",
        "system:serviceaccount:cloud-backup-operator:cloud-backup-operator",
        "a Role with the verb create");
    letTheOperatorAskForTokens();
    awaitProblem("ServiceAccountNotFound", "no ServiceAccount backups", scene.namespace());
    createServiceAccount();

    awaitReady();

    assertThat(scene.cloud().calls("Iam.exchangeToken"))
        .as("one token for all calls")
        .singleElement()
        .satisfies(call -> assertThat(call.status()).isEqualTo(200));
  }

  @Test
  void shouldRenewATokenThatTheCloudTakesBackWithoutLosingASweep() {
    createServiceAccount();
    letTheOperatorAskForTokens();
    folder("ajeone", "ycaud", "");
    awaitReady();

    scene.cloud().control("POST", "/tokens/revoke", "");

    eventually(
        () ->
            assertThat(scene.cloud().calls("Resource.list"))
                .extracting(Journal.Entry::status)
                .containsSubsequence(200, 401, 200, 200));
    assertThat(scene.cloud().calls("Iam.exchangeToken")).hasSize(2);
    assertThat(scene.cloud().calls("Resource.list"))
        .extracting(Journal.Entry::status)
        .containsOnlyOnce(401);
    assertThat(state(scene.folder("default").conditions(), "Ready")).isEqualTo("True Swept");
  }

  @Test
  void shouldSendNoTokenThatTheApiServerItselfAccepts() {
    createServiceAccount();
    letTheOperatorAskForTokens();
    folder("ajeone", ISSUER, "");

    awaitProblem("AudienceNotAllowed", ISSUER, "an audience of its own");

    assertThat(scene.cloud().calls("Iam.exchangeToken")).as("the token went nowhere").isEmpty();
    scene.patch(
        BackupFolder.class,
        "default",
        "{spec: {credentials: {workloadIdentity: {audience: ycaud}}}}");
    awaitReady();
  }

  @Test
  void shouldSayWhomTheServiceAccountDoesNotTrust() {
    createServiceAccount();
    letTheOperatorAskForTokens();
    folder("ajeother", "ycaud", "");

    awaitProblem(
        "TokenExchangeRefused",
        "ajeother",
        "invalid_grant",
        "system:serviceaccount:" + scene.namespace() + ":backups with the audience ycaud");
  }

  @Test
  void shouldExchangeNothingAtAnEndpointThatIsNotAllowed() {
    createServiceAccount();
    letTheOperatorAskForTokens();
    folder(
        "ajeone",
        "ycaud",
        "endpoints: {backup: CLOUD, operation: CLOUD, tokenExchange: 'http://localhost:1'}");

    awaitProblem("EndpointNotAllowed", "http://localhost:1");
  }
}
