package io.cloudbackup.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.cloudbackup.api.CloudBackup;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Objects as the operator keeps them: without {@code metadata.managedFields}. Nobody here reads
 * them, and of ten thousand BackupResources in a cache they are more than half. In an update that
 * lacks them the API server leaves them as they are.
 *
 * <p>Of a CloudBackup of the inventory, of which a folder may have 50,000, only that is kept by
 * which the operator tells whether the backup has changed: the cloud's next list says the rest.
 */
public final class LeanObjects {
  private LeanObjects() {}

  /** How a client reads and writes such objects. */
  public static KubernetesSerialization serialization() {
    return new KubernetesSerialization(
        JsonMapper.builder()
            .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
            .addMixIn(CloudBackup.class, WithLeanStatus.class)
            .build(),
        true);
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  @JsonDeserialize(converter = LeanMirror.class)
  private interface WithLeanStatus {}

  /** Public for Jackson. */
  public static final class LeanMirror extends StdConverter<CloudBackup, CloudBackup> {
    @Override
    public CloudBackup convert(CloudBackup read) {
      if (read.getSpec() != null && read.getSpec().mirror() && read.getStatus() != null) {
        read.setStatus(read.getStatus().lean());
      }
      return read;
    }
  }
}
