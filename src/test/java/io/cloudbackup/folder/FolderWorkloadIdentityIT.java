package io.cloudbackup.folder;

import static io.cloudbackup.testing.Eventually.eventually;
import static io.cloudbackup.testing.Scene.message;
import static io.cloudbackup.testing.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolder;
import io.cloudbackup.emulator.Journal;
import io.cloudbackup.testing.BackupsAccount;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Scene;
import io.cloudbackup.testing.SharedOperator;
import org.junit.jupiter.api.AutoClose;
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

  private final BackupsAccount backups = new BackupsAccount(scene);

  /** A folder that is swept as the ServiceAccount {@code backups}. */
  private void folder(String serviceAccountId, String audience, String more) {
    scene.folder("default", backups.credentials(serviceAccountId, audience), more);
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
    backups.letTheOperatorAskForTokens();
    awaitProblem("ServiceAccountNotFound", "no ServiceAccount backups", scene.namespace());
    backups.create();

    awaitReady();

    assertThat(scene.cloud().calls("Iam.exchangeToken"))
        .as("one token for all calls")
        .singleElement()
        .satisfies(call -> assertThat(call.status()).isEqualTo(200));
  }

  @Test
  void shouldRenewATokenThatTheCloudTakesBackWithoutLosingASweep() {
    backups.create();
    backups.letTheOperatorAskForTokens();
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
    backups.create();
    backups.letTheOperatorAskForTokens();
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
    backups.create();
    backups.letTheOperatorAskForTokens();
    folder("ajeother", "ycaud", "");

    awaitProblem(
        "TokenExchangeRefused",
        "ajeother",
        "invalid_grant",
        "system:serviceaccount:" + scene.namespace() + ":backups with the audience ycaud");
  }

  @Test
  void shouldExchangeNothingAtAnEndpointThatIsNotAllowed() {
    backups.create();
    backups.letTheOperatorAskForTokens();
    folder(
        "ajeone",
        "ycaud",
        "endpoints: {backup: CLOUD, operation: CLOUD, tokenExchange: 'http://localhost:1'}");

    awaitProblem("EndpointNotAllowed", "http://localhost:1");
  }
}
