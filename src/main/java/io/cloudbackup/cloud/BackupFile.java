package io.cloudbackup.cloud;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory inside a backup.
 *
 * @param type TYPE_DIR or TYPE_FILE
 * @param size bytes
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupFile(
    String id,
    String parentId,
    String type,
    String fullPath,
    String name,
    long size,
    @Nullable Actions actions,
    @Nullable Instant modifiedAt) {
  public BackupFile {
    id = Objects.requireNonNullElse(id, "");
    parentId = Objects.requireNonNullElse(parentId, "");
    type = Objects.requireNonNullElse(type, "");
    fullPath = Objects.requireNonNullElse(fullPath, "");
    name = Objects.requireNonNullElse(name, "");
  }

  /** What the service allows to do with the file. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Actions(boolean restoreToDisk, boolean goToLocation) {}
}
