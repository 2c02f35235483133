package io.cloudbackup.inventory;

import io.cloudbackup.api.BackupFolderSpec.Inventory;
import io.cloudbackup.api.CloudBackup;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.InventoryMode;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.BackupQuery;
import io.cloudbackup.cloud.CloudError;
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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One time through an inventory: list, decide, look again at what the list lacks, write. Nothing is
 * remembered from one round to the next but what the CloudBackups say, so that one that is broken
 * off at any place is made good by the next.
 */
public final class InventoryRound {
  /**
   * Of each sort: creations, updates, removals. A round that writes for much longer than a minute
   * would let the list grow old.
   */
  private static final int MOST_WRITES = 1_000;

  /** They take some seconds, in which not all backups are shown. */
  private static final int MANY_CHANGES = 100;

  private final BackupIndex index;
  private final BackupLists lists;
  private final ArchiveRound archives;
  private final InventoryWriter writer;
  private final Clock clock;

  public InventoryRound(
      BackupIndex index,
      BackupLists lists,
      ArchiveRound archives,
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
    boolean more = false;
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
              new Random(clock.millis()),
              () -> check(stands));
      publish(folder, listing, second);
      RoundWrites writes = new RoundWrites(writer, index, MOST_WRITES, () -> check(stands));
      // First, since what goes makes room where a quota is full.
      writes.remove(
          Stream.concat(named(mirrors, decision.remove()).stream(), second.gone().stream())
              .toList());
      writes.write(folder.ref(), mirrors, listing.changes());
      more = writes.goOn(second.more() || listing.more());
      Optional<CloudError> untold = archives.complete(folder, api, () -> check(stands));
      FolderProblem problem = problem(folder, second, writes, untold);
      said(folder, problem == null && more ? FolderProblem.FILLING : problem);
    } catch (CloudException e) {
      said(folder, FolderProblem.of(e.error(), folder.spec().folderId()));
    } catch (KubernetesClientException e) {
      said(folder, FolderProblem.notWritten(String.valueOf(e.getMessage())));
    }
    return more;
  }

  /**
   * Removes CloudBackups of a folder's inventory.
   *
   * @return whether there are more
   * @throws KubernetesClientException where the API server refuses
   */
  boolean clear(FolderRef ref, BooleanSupplier stands) {
    RoundWrites writes = new RoundWrites(writer, index, MOST_WRITES, () -> check(stands));
    writes.remove(index.mirrors(ref).filter(InventoryWriter::free).toList());
    KubernetesClientException refusal = writes.refusal();
    if (refusal != null) {
      throw refusal;
    }
    return writes.goOn(false);
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
                InventoryWriter.shown(
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

  private static @Nullable FolderProblem problem(
      FolderState folder, SecondLook second, RoundWrites writes, Optional<CloudError> untold) {
    if (!second.found().isEmpty()) {
      return FolderProblem.listIncomplete(second.found());
    }
    if (second.error() != null) {
      return FolderProblem.of(second.error(), folder.spec().folderId());
    }
    KubernetesClientException refusal = writes.refusal();
    return refusal == null
        ? untold.map(error -> FolderProblem.of(error, folder.spec().folderId())).orElse(null)
        : FolderProblem.notWritten(String.valueOf(refusal.getMessage()));
  }

  /**
   * Passes on what was listed; not a list that is known to lack backups. What was wrong before is
   * so until the round has ended; and a list with much news is not shown yet.
   */
  private void publish(FolderState folder, Listing listing, SecondLook second) {
    FolderBackups before = lists.of(folder.ref(), folder.uid());
    if (!second.found().isEmpty()) {
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
            listing.changes().size() > (before.time() == null ? 0 : MANY_CHANGES)
                ? FolderProblem.FILLING
                : before.problem()));
  }

  private void said(FolderState folder, @Nullable FolderProblem problem) {
    lists.put(folder.ref(), lists.of(folder.ref(), folder.uid()).with(problem));
  }
}
