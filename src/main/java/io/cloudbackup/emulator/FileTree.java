package io.cloudbackup.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbackup.cloud.BackupFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a backup, as a scenario's nested names tell them. */
record FileTree(List<BackupSpec.Disk> disks, Instant modifiedAt) {
  private static final String SEPARATOR = "/";

  /** Between the names inside an id: a disk's name may contain slashes. */
  private static final String ID_SEPARATOR = "\n";

  /** Refuses what is neither a size nor a directory. */
  static void check(@Nullable JsonNode files) {
    if (files == null || files.isNull()) {
      return;
    }
    if (files.isObject()) {
      files.forEach(FileTree::check);
    } else {
      var _ = DataSize.parse(files.asText());
    }
  }

  /** The disks where {@code sourceId} is empty, or else what lies directly below it. */
  List<BackupFile> below(String sourceId) {
    List<BackupFile> found = new ArrayList<>();
    if (sourceId.isEmpty()) {
      for (BackupSpec.Disk disk : disks) {
        found.add(file("", disk.name(), "", disk.files(), true, disk.size().bytes()));
      }
      return found;
    }
    List<String> path = List.of(decoded(sourceId).split(ID_SEPARATOR, -1));
    JsonNode directory = node(path);
    for (var member : directory.properties()) {
      JsonNode node = member.getValue();
      String fullPath =
          String.join(SEPARATOR, path.subList(1, path.size())) + SEPARATOR + member.getKey();
      found.add(
          file(
              sourceId,
              member.getKey(),
              fullPath.startsWith(SEPARATOR) ? fullPath : SEPARATOR + fullPath,
              node,
              node.isObject() || node.isNull(),
              node.isObject() || node.isNull() ? 0 : DataSize.parse(node.asText()).bytes()));
    }
    return found;
  }

  private BackupFile file(
      String parentId,
      String name,
      String fullPath,
      @Nullable JsonNode node,
      boolean directory,
      long size) {
    String id = encoded(parentId.isEmpty() ? name : decoded(parentId) + ID_SEPARATOR + name);
    return new BackupFile(
        id,
        parentId,
        directory ? "TYPE_DIR" : "TYPE_FILE",
        fullPath.isEmpty() ? name : fullPath,
        name,
        size,
        new BackupFile.Actions(true, directory && node != null),
        modifiedAt);
  }

  private JsonNode node(List<String> path) {
    JsonNode node =
        disks.stream()
            .filter(disk -> disk.name().equals(path.getFirst()))
            .findFirst()
            .map(disk -> disk.files() == null ? Json.CONTROL.createObjectNode() : disk.files())
            .orElseThrow(() -> ApiException.notFound("There is no such sourceId in the backup."));
    for (String name : path.subList(1, path.size())) {
      node = node.path(name);
      if (node.isMissingNode()) {
        throw ApiException.notFound("There is no such sourceId in the backup.");
      }
    }
    return node;
  }

  private static String encoded(String path) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(path.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String id) {
    try {
      return new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("sourceId is not one that Backup.listFiles returned.");
    }
  }
}
