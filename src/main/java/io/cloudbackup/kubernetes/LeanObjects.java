package io.cloudbackup.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Objects as the operator keeps them: without {@code metadata.managedFields}. Nobody here reads
 * them, and of ten thousand BackupResources in a cache they are more than half. In an update that
 * lacks them the API server leaves them as they are.
 */
public final class LeanObjects {
  private LeanObjects() {}

  /** How a client reads and writes such objects. */
  public static KubernetesSerialization serialization() {
    return new KubernetesSerialization(
        JsonMapper.builder().addMixIn(ObjectMeta.class, WithoutManagedFields.class).build(), true);
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}
}
