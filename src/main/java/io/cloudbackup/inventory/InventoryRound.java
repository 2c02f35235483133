package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupFolderSpec.Inventory;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.InventoryMode;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.BackupQuery;
import io.cloudbackup.cloud.CloudException;
import io.cloudbackup.cloud.Lane;
import io.cloudbackup.cloud.Pages;
import io.cloudbackup.folder.BackupLists;
import io.cloudbackup.folder.FolderBackups;
import io.cloudbackup.folder.FolderProblem;
import io.cloudbackup.folder.FolderState;
import io.cloudbackup.folder.MachineBackups;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One time through an inventory: list, decide, look again at what the list lacks, write. Nothing is
 * remembered from one round to the next but what the CloudBackups say, so that one that is broken
 * off at any place is made good by the next.
 */
public final class InventoryRound {
  /** A round that writes for much longer than half a minute would let the list grow old. */
  private static final int MOST_WRITES = 1_000;

  private static final int UNPROCESSABLE = 422;

  private final BackupIndex index;
  private final BackupLists lists;
  private final ArchiveLists archives;
  private final InventoryWriter writer;
  private final Clock clock;

  public InventoryRound(
      BackupIndex index,
      BackupLists lists,
      ArchiveLists archives,
      InventoryWriter writer,
      Clock clock) {
    this.index = index;
    this.lists = lists;
    this.archives = archives;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Whether a round can begin: before the cache is filled, what it lacks is no sign of anything.
   */
  boolean ready() {
    return index.ready();
  }

  /**
   * Brings the CloudBackups of a folder in line with its backups.
   *
   * @param stands whether it is still of use to go on
   * @return whether another round is due at once, since this one could not do all
   * @throws CancellationException where it is of no use any more
   */
  boolean keep(FolderState folder, BooleanSupplier stands) {
    BackupApi api = Objects.requireNonNull(folder.api()).in(Lane.INVENTORY);
    try {
      Map<String, CloudBackup> mirrors =
          index
              .mirrors(folder.ref())
              .collect(Collectors.toMap(m -> m.getMetadata().getName(), m -> m));
      Listing listing = list(folder, api, mirrors, stands);
      InventoryDecision decision =
          InventoryDecision.of(folder.ref().name(), listing, shown(mirrors.values()));
      SecondLook second =
          SecondLook.at(
              named(mirrors, decision.doubted()),
              api,
              folder.spec().folderId(),
              () -> check(stands));
      publish(folder, listing, second);
      boolean all = write(folder, mirrors, listing, stands);
      all &=
          remove(
              Stream.concat(named(mirrors, decision.remove()).stream(), second.gone().stream()),
              stands);
      archives.complete(folder, api, () -> check(stands));
      return !all || listing.more() || second.more();
    } catch (CloudException e) {
      trouble(folder, FolderProblem.of(e.error(), folder.spec().folderId()));
    } catch (KubernetesClientException e) {
      trouble(folder, FolderProblem.notWritten(String.valueOf(e.getMessage())));
    }
    return false;
  }

  /** Removes all CloudBackups of a folder's inventory; false once there are none. */
  boolean clear(FolderRef ref, BooleanSupplier stands) {
    return !remove(index.mirrors(ref).filter(InventoryWriter::free), stands);
  }

  private static Listing list(
      FolderState folder, BackupApi api, Map<String, CloudBackup> mirrors, BooleanSupplier stands) {
    Inventory wanted = folder.spec().inventoryOrNone();
    BackupQuery query = new BackupQuery.OfFolder(folder.spec().folderId());
    String name = folder.ref().name();
    Listing listing =
        new Listing(
            wanted.mode() == InventoryMode.All ? Integer.MAX_VALUE : wanted.maxPerResource(),
            MOST_WRITES,
            (backup, digest) ->
                InventoryWriter.says(
                    mirrors.get(MirrorMetadata.name(name, backup.id())), name, backup, digest));
    Pages.each(
        "Backup.list",
        token -> {
          check(stands);
          return api.listBackups(query, token);
        },
        listing::add);
    return listing;
  }

  private static List<InventoryDecision.Shown> shown(Collection<CloudBackup> mirrors) {
    return mirrors.stream()
        .filter(InventoryWriter::free)
        .map(m -> new InventoryDecision.Shown(m.getMetadata().getName(), m.getSpec().backupId()))
        .toList();
  }

  private static List<CloudBackup> named(Map<String, CloudBackup> mirrors, List<String> names) {
    return names.stream().map(mirrors::get).filter(Objects::nonNull).toList();
  }

  private static void check(BooleanSupplier stands) {
    if (!stands.getAsBoolean()) {
      throw new CancellationException("the folder has changed: the inventory begins anew");
    }
  }

  /** What a list says that is known to lack backups is not passed on. */
  private void publish(FolderState folder, Listing listing, SecondLook second) {
    FolderBackups before = lists.of(folder.ref(), folder.uid());
    if (!second.found().isEmpty()) {
      lists.put(folder.ref(), before.with(FolderProblem.listIncomplete(second.found())));
      return;
    }
    Map<String, MachineBackups> machines = new HashMap<>(listing.machines());
    machines.replaceAll(
        (id, now) -> {
          MachineBackups old = before.machines().get(id);
          return old != null && old.sameBackups(now) ? old : now;
        });
    lists.put(
        folder.ref(),
        new FolderBackups(
            folder.uid(),
            clock.instant(),
            listing.count(),
            listing.wanted().size(),
            machines,
            null));
  }

  private void trouble(FolderState folder, FolderProblem problem) {
    lists.put(folder.ref(), lists.of(folder.ref(), folder.uid()).with(problem));
  }

  private boolean write(
      FolderState folder,
      Map<String, CloudBackup> mirrors,
      Listing listing,
      BooleanSupplier stands) {
    FolderRef ref = folder.ref();
    boolean all = true;
    for (Listing.Change change : listing.changes()) {
      check(stands);
      CloudBackup mirror = mirrors.get(MirrorMetadata.name(ref.name(), change.backup().id()));
      try {
        all &= writer.write(ref, mirror, change);
      } catch (KubernetesClientException e) {
        if (e.getCode() != UNPROCESSABLE) {
          throw e;
        }
        // One that the schema does not take holds up no other, nor what is to be removed.
        trouble(folder, FolderProblem.notWritten(String.valueOf(e.getMessage())));
      }
    }
    return all;
  }

  private boolean remove(Stream<CloudBackup> unwanted, BooleanSupplier stands) {
    boolean all = true;
    for (CloudBackup mirror : unwanted.toList()) {
      check(stands);
      all &= writer.remove(mirror);
    }
    return all;
  }
}
