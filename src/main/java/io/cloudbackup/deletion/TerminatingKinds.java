package io.cloudbackup.deletion;

import io.cloudbackup.api.Rfc3339;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;

/**
 * Whether a kind goes as a whole: the API server deletes all objects of a CustomResourceDefinition
 * that is deleted, and nobody has thought of what they stand for then.
 */
final class TerminatingKinds {
  private final KubernetesClient client;

  TerminatingKinds(KubernetesClient client) {
    this.client = client;
  }

  /** Whether it is of a former one with that name, and was deleted before this came into being. */
  static boolean wentWithFormer(HasMetadata object, HasMetadata owner) {
    Instant created = Rfc3339.parse(object.getMetadata().getCreationTimestamp());
    Instant deleted = Rfc3339.parse(object.getMetadata().getDeletionTimestamp());
    Instant made = Rfc3339.parse(owner.getMetadata().getCreationTimestamp());
    return created != null
        && deleted != null
        && made != null
        // Times have whole seconds. One made in that very second is of this one, since a deletion
        // in between takes longer; one deleted in it may have gone with the former: no wish.
        && created.isBefore(made)
        && !deleted.isAfter(made);
  }

  /** False too where the operator may not read it, as in an installation for single namespaces. */
  boolean terminating(HasMetadata object) {
    try {
      CustomResourceDefinition crd =
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName(HasMetadata.getFullResourceName(object.getClass()))
              .get();
      return crd == null || crd.isMarkedForDeletion() || wentWithFormer(object, crd);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }
}
