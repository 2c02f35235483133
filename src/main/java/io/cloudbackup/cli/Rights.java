package io.cloudbackup.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;

/** Asks whether the user may do something, without doing it. */
final class Rights {
  private Rights() {}

  static void require(Cluster cluster, String verb, Class<? extends HasMetadata> kind) {
    if (!has(cluster, verb, kind)) {
      Refusal refused = Refusal.of(verb, kind, cluster.namespace(), cluster.server());
      throw new Failure(ExitCode.FORBIDDEN, refused.denied(cluster.impersonated()));
    }
  }

  static boolean has(Cluster cluster, String verb, Class<? extends HasMetadata> kind) {
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(cluster.namespace())
            .withVerb(verb)
            .withGroup(HasMetadata.getGroup(kind))
            .withResource(HasMetadata.getPlural(kind))
            .endResourceAttributes()
            .endSpec()
            .build();
    Refusal about =
        new Refusal(
            "create", "selfsubjectaccessreviews.authorization.k8s.io", "", cluster.server());
    SelfSubjectAccessReview answer =
        cluster.ask(about, () -> cluster.client().resource(question).create());
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
