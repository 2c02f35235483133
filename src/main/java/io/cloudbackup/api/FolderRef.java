package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Which BackupFolder an object belongs to. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FolderRef(
    @Default(DEFAULT_NAME)
        @Size(min = 1, max = 253)
        @Pattern(Rules.NAME)
        @JsonPropertyDescription("Name of the BackupFolder.")
        String name,
    @Nullable
        @Size(min = 1, max = 63)
        @Pattern(Rules.NAMESPACE)
        @JsonPropertyDescription(
            "Namespace of the BackupFolder. Without it the object's own namespace.")
        String namespace) {
  static final String DEFAULT_NAME = "default";

  public FolderRef {
    name = name == null ? DEFAULT_NAME : name;
  }

  /** The folder that an object in {@code ownNamespace} means when it says {@code ref}. */
  public static FolderRef resolve(@Nullable FolderRef ref, String ownNamespace) {
    if (ref == null) {
      return new FolderRef(DEFAULT_NAME, ownNamespace);
    }
    return ref.namespace == null ? new FolderRef(ref.name, ownNamespace) : ref;
  }

  /** The namespace of a resolved reference. */
  public String resolvedNamespace() {
    if (namespace == null) {
      throw new IllegalStateException("unresolved reference to BackupFolder " + name);
    }
    return namespace;
  }

  @Override
  public String toString() {
    return namespace == null ? name : namespace + "/" + name;
  }
}
