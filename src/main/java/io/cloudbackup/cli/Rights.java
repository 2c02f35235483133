package io.cloudbackup.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;

/** Asks beforehand whether the user may do what takes more than one step. */
final class Rights {
  private Rights() {}

  static void require(Cluster cluster, String verb, Class<? extends HasMetadata> kind) {
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
    if (answer.getStatus() == null || !Boolean.TRUE.equals(answer.getStatus().getAllowed())) {
      String resource = HasMetadata.getFullResourceName(kind);
      throw new Failure(
          ExitCode.FORBIDDEN,
          "You may not "
              + verb
              + " "
              + resource
              + " in namespace "
              + cluster.namespace()
              + ": have a role bound to you with the verb "
              + verb
              + " on "
              + resource
              + ".");
    }
  }
}
