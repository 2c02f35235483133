package io.cloudbackup.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which CloudBackups of an inventory go, after a complete list. Pure.
 *
 * @param remove names of those that nobody wants; that says nothing of the backup
 * @param doubted names of those whose backup the list lacks, which proves nothing: the cloud is to
 *     be asked
 */
record InventoryDecision(List<String> remove, List<String> doubted) {
  /** A CloudBackup of the inventory that the operator may touch. */
  record Shown(String name, String backupId) {}

  static InventoryDecision of(String folder, Listing listing, Collection<Shown> shown) {
    List<String> remove = new ArrayList<>();
    List<String> doubted = new ArrayList<>();
    Set<String> wanted = listing.wanted();
    for (Shown one : shown) {
      boolean copy = !one.name.equals(MirrorMetadata.name(folder, one.backupId));
      boolean listed = listing.contains(one.backupId);
      if (copy || (listed && !wanted.contains(one.backupId))) {
        remove.add(one.name);
      } else if (!listed) {
        doubted.add(one.name);
      }
    }
    return new InventoryDecision(remove, doubted);
  }
}
