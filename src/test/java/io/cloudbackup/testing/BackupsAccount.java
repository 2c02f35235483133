package io.cloudbackup.testing;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;

/** The ServiceAccount {@code backups} of a scene, whose tokens a BackupFolder exchanges. */
public final class BackupsAccount {
  private static final String NAME = "backups";
  private static final String ROLE = "backups-token";

  private final Scene scene;

  public BackupsAccount(Scene scene) {
    this.scene = scene;
  }

  /** Credentials of a BackupFolder that is swept as this ServiceAccount. */
  public String credentials(String serviceAccountId, String audience) {
    return "credentials: {workloadIdentity: {serviceAccountRef: {name: %s}, serviceAccountId: %s, audience: '%s'}}"
        .formatted(NAME, serviceAccountId, audience);
  }

  /** Creates it. */
  public void create() {
    var _ =
        scene
            .client()
            .resource(
                new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName(NAME)
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .build())
            .create();
  }

  /** What docs/credentials.md tells the user to apply. */
  public void letTheOperatorAskForTokens() {
    var role =
        new RoleBuilder()
            .withNewMetadata()
            .withName(ROLE)
            .withNamespace(scene.namespace())
            .endMetadata()
            .addNewRule()
            .withApiGroups("")
            .withResources("serviceaccounts/token")
            .withResourceNames(NAME)
            .withVerbs("create")
            .endRule()
            .build();
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(ROLE)
            .withNamespace(scene.namespace())
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", ROLE)
            .addNewSubject("", "ServiceAccount", ControlPlane.RELEASE, ControlPlane.RELEASE)
            .build();
    var _ = scene.client().resource(role).create();
    var _ = scene.client().resource(binding).create();
  }
}
