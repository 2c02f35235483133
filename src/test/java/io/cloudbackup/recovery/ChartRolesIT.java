package io.cloudbackup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.Eventually;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the roles let people do that the chart brings: all that docs/tenants.md says, and no more.
 */
class ChartRolesIT {
  private static final List<String> VERBS =
      List.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "approve");
  private static final List<String> RESOURCES =
      List.of("backupfolders", "backupresources", "backuprecoveries", "cloudbackups");

  private final KubernetesClient admin = ControlPlane.shared().admin();
  private final String namespace = ControlPlane.shared().newNamespace("roles");

  static Stream<Arguments> roles() {
    return Stream.of(
        Arguments.of("view", Set.of()),
        Arguments.of(
            "edit",
            Set.of(
                "create backupfolders",
                "update backupfolders",
                "patch backupfolders",
                "delete backupfolders",
                "deletecollection backupfolders",
                "create backupresources",
                "update backupresources",
                "patch backupresources",
                "delete backupresources",
                "deletecollection backupresources")),
        Arguments.of(
            "recover",
            Set.of(
                "create backuprecoveries",
                "update backuprecoveries",
                "patch backuprecoveries",
                "delete backuprecoveries")),
        Arguments.of(
            "approve",
            Set.of(
                "update backuprecoveries", "patch backuprecoveries", "approve backuprecoveries")),
        Arguments.of(
            "delete-backup",
            Set.of(
                "create cloudbackups",
                "update cloudbackups",
                "patch cloudbackups",
                "delete cloudbackups")));
  }

  @ParameterizedTest
  @MethodSource("roles")
  void shouldLetPeopleReadAndDoThatAndNoMore(String role, Set<String> besidesReading) {
    String person = role + "-of-" + namespace;
    Set<String> expected = new TreeSet<>(besidesReading);
    RESOURCES.forEach(r -> List.of("get", "list", "watch").forEach(v -> expected.add(v + " " + r)));

    bind(role, person);

    Eventually.eventually(() -> assertThat(allowed(person)).isEqualTo(expected));
  }

  private void bind(String role, String person) {
    var _ =
        admin
            .resource(
                new RoleBindingBuilder()
                    .withNewMetadata()
                    .withName(role)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewRoleRef(
                        "rbac.authorization.k8s.io",
                        "ClusterRole",
                        ControlPlane.RELEASE + "-" + role)
                    .addNewSubject("rbac.authorization.k8s.io", "User", person, null)
                    .build())
            .create();
  }

  /** Of everything that anybody could want to do to the kinds, their statuses and Secrets. */
  private Set<String> allowed(String person) {
    Set<String> allowed = new TreeSet<>();
    for (String verb : VERBS) {
      for (String resource : RESOURCES) {
        if (may(person, verb, BackupApiGroup.GROUP, resource, "")) {
          allowed.add(verb + " " + resource);
        }
        if (may(person, verb, BackupApiGroup.GROUP, resource, "status")) {
          allowed.add(verb + " " + resource + "/status");
        }
      }
      if (may(person, verb, "", "secrets", "")) {
        allowed.add(verb + " secrets");
      }
    }
    return allowed;
  }

  private boolean may(
      String person, String verb, String group, String resource, String subresource) {
    return admin
        .resource(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(person)
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .endResourceAttributes()
                .endSpec()
                .build())
        .create()
        .getStatus()
        .getAllowed();
  }
}
