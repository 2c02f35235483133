package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Backup;
import io.cloudbackup.cloud.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Backup.list selects: exactly one of its alternatives, narrowed by type and time, in an
 * order.
 *
 * @param by the alternative's first parameter
 * @param value of that parameter
 * @param more of the alternative's second parameter, or empty
 */
record BackupSelection(Call call, String by, String value, String more, BackupFilter filter) {
  private static final List<String> ALTERNATIVES =
      List.of(
          "computeInstanceId",
          "archive.archiveId",
          "folderId",
          "instancePolicy.computeInstanceId",
          "resourceId",
          "policyId",
          "backup.backupId");
  private static final List<String> SECOND_PARTS =
      List.of("archive.folderId", "instancePolicy.policyId", "backup.folderId");

  record BackupList(List<Backup> backups, String nextPageToken) {}

  static BackupSelection of(Call call) {
    List<String> given = new ArrayList<>();
    ALTERNATIVES.stream().filter(name -> !call.idParameter(name).isEmpty()).forEach(given::add);
    if (given.size() != 1) {
      throw ApiException.invalid(
          "Exactly one of computeInstanceId, archive, folderId, instancePolicy, resourceId,"
              + " policyId, backup is required; the request has "
              + given.size()
              + ".");
    }
    String by = given.getFirst();
    String group = by.contains(".") ? by.substring(0, by.indexOf('.') + 1) : "\0";
    String more = "";
    for (String second : SECOND_PARTS) {
      boolean ours = second.startsWith(group);
      if (ours) {
        more = call.requiredId(second);
      } else if (!call.idParameter(second).isEmpty()) {
        throw ApiException.invalid(second + " does not belong to " + by + ".");
      }
    }
    if (by.equals("policyId") && !call.request().parameter("pageToken").isEmpty()) {
      throw ApiException.invalid("pageToken is not allowed if listing is performed by policyId.");
    }
    return new BackupSelection(call, by, call.idParameter(by), more, BackupFilter.of(call));
  }

  BackupList page(CloudState.Moment moment) {
    PageRequest request =
        call.page("backups/" + by + "/" + value + "/" + more + "/" + filter.name());
    Page<Backup> page = moment.backups().page(query(moment), request);
    // The API takes no token here, so it can't give one: what doesn't fit on the page can't be had.
    return new BackupList(page.items(), by.equals("policyId") ? "" : page.nextPageToken());
  }

  private Backups.Query query(CloudState.Moment moment) {
    return switch (by) {
      case "folderId" -> ofFolder(value, stored -> true);
      case "archive.archiveId" ->
          ofFolder(more, stored -> stored.backup().archiveId().equals(value));
      case "backup.backupId" -> {
        call.caller().mayUse(more);
        String archive = moment.backups().get(value, more).backup().archiveId();
        yield ofFolder(more, stored -> stored.backup().archiveId().equals(archive));
      }
      case "computeInstanceId" -> ofMachine(moment, stored -> true);
      case "instancePolicy.computeInstanceId" ->
          ofMachine(moment, stored -> stored.backup().policyId().equals(more));
      case "resourceId" -> anywhere(moment, stored -> stored.backup().resourceId().equals(value));
      default -> anywhere(moment, stored -> stored.backup().policyId().equals(value));
    };
  }

  private Backups.Query ofFolder(String folder, Predicate<Backups.Stored> wanted) {
    call.caller().mayUse(folder);
    return new Backups.Query(folder, "", filter.ascending(), wanted.and(filter.wanted()));
  }

  private Backups.Query ofMachine(CloudState.Moment moment, Predicate<Backups.Stored> wanted) {
    Set<String> folders = foldersOfMachine(moment);
    folders.forEach(call.caller()::mayUse);
    if (folders.isEmpty() && moment.settings().unknownMachine() == Settings.UnknownMachine.REFUSE) {
      throw ApiException.notFound("Compute instance " + value + " not found.");
    }
    return new Backups.Query("", value, filter.ascending(), wanted.and(filter.wanted()));
  }

  private Set<String> foldersOfMachine(CloudState.Moment moment) {
    return Stream.concat(
            moment.machines().find(value).map(Machine::folder).stream(),
            moment.backups().ofMachine(value).map(Backups.Stored::folder))
        .collect(Collectors.toSet());
  }

  /**
   * By something that names no folder: the folder where it is found must be one that the caller may
   * use.
   */
  private Backups.Query anywhere(CloudState.Moment moment, Predicate<Backups.Stored> wanted) {
    String folder = moment.backups().foldersWith(wanted).findFirst().orElse("");
    if (!folder.isEmpty()) {
      call.caller().mayUse(folder);
    }
    return new Backups.Query(folder, "", filter.ascending(), wanted.and(filter.wanted()));
  }
}
