package io.cloudbackup.kubernetes;

import io.cloudbackup.api.BackupApiGroup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What users say by annotations, the same on every kind.
 *
 * @param paused whether the operator is to leave the object alone
 * @param nudge the value that asks for a fresh look, if any
 * @param abandon whether a blocked deletion is to let go
 */
public record Marks(boolean paused, @Nullable String nudge, boolean abandon) {
  private static final int LONGEST_NUDGE = 256;

  /** Reads them. */
  public static Marks of(HasMetadata object) {
    Map<String, String> annotations =
        Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
    return new Marks(
        "true".equals(annotations.get(BackupApiGroup.PAUSED)),
        limited(annotations.get(BackupApiGroup.RECONCILE_REQUESTED_AT)),
        "true".equals(annotations.get(BackupApiGroup.ABANDON)));
  }

  /**
   * The request for a fresh look, if it was not answered yet.
   *
   * @param handled the one that was answered last
   */
  public Optional<String> openRequest(@Nullable String handled) {
    return Optional.ofNullable(nudge).filter(request -> !request.equals(handled));
  }

  private static @Nullable String limited(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    return value.codePointCount(0, value.length()) <= LONGEST_NUDGE
        ? value
        : value.substring(0, value.offsetByCodePoints(0, LONGEST_NUDGE));
  }
}
