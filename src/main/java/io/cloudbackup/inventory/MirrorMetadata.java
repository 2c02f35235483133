package io.cloudbackup.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.cloud.Backup;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How a CloudBackup of the inventory is called and labelled: always the same for a backup. */
final class MirrorMetadata {
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

  /** What spec.backupId takes. */
  private static final Pattern SHOWABLE = LABEL;

  private static final int LONGEST_ID = 50;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;
  private static final int HASH = 52;

  private MirrorMetadata() {}

  /** Whether the schema takes such an id; the cloud gives no others. */
  static boolean showable(String backupId) {
    return backupId.length() <= LONGEST_ID && SHOWABLE.matcher(backupId).matches();
  }

  /**
   * The folder's name and the backup's id; a hash where the id can't be part of a name. An id with
   * a dot can't either: two folders could then give the same name.
   */
  static String name(String folder, String backupId) {
    String name = folder + "." + backupId;
    if (name.length() <= LONGEST_NAME && PLAIN.matcher(backupId).matches()) {
      return name;
    }
    String hashed = folder + "." + hash(backupId);
    return hashed.length() <= LONGEST_NAME ? hashed : hash(name);
  }

  /** What can be selected by; a value that can be no label is left out. */
  static Map<String, String> labels(String folder, Backup backup) {
    Map<String, String> labels = new TreeMap<>();
    label(labels, BackupApiGroup.FOLDER_LABEL, folder);
    label(labels, BackupApiGroup.INSTANCE_LABEL, backup.computeInstanceId());
    label(labels, BackupApiGroup.POLICY_LABEL, backup.policyId());
    label(labels, BackupApiGroup.TYPE_LABEL, backup.type());
    return labels;
  }

  private static void label(Map<String, String> labels, String name, String value) {
    if (value.length() <= LONGEST_LABEL && LABEL.matcher(value).matches()) {
      labels.put(name, value);
    }
  }

  static String hash(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
