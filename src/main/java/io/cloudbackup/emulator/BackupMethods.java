package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Archive;
import io.cloudbackup.cloud.BackupFile;
import java.util.List;

/** The methods of the service Backup. */
record BackupMethods(CloudState state) {
  record ArchiveList(List<Archive> archives) {}

  record FileList(List<BackupFile> files) {}

  Answer list(Call call) {
    BackupSelection selection = BackupSelection.of(call);
    return Answer.ok(state.now(moment -> selection.page(moment)));
  }

  Answer get(Call call) {
    String folder = call.requiredId("folderId");
    call.caller().mayUse(folder);
    return Answer.ok(state.now(moment -> moment.backups().get(call.id(0), folder).backup()));
  }

  /** Of one machine only: a second selector in the query is a second of exactly one. */
  Answer listArchives(Call call) {
    for (String other : List.of("folderId", "computeInstanceId")) {
      if (!call.request().parameter(other).isEmpty()) {
        throw ApiException.invalid(
            "Exactly one of folderId and computeInstanceId is allowed; the path names the"
                + " instance.");
      }
    }
    return Answer.ok(
        state.now(
            moment -> {
              if (moment.machines().find(call.id(0)).isEmpty()
                  && moment.settings().unknownMachine() == Settings.UnknownMachine.EMPTY) {
                return new ArchiveList(List.of());
              }
              Machine machine = moment.machines().get(call.id(0), call.caller());
              return new ArchiveList(moment.backups().archives(machine.id()));
            }));
  }

  Answer listFiles(Call call) {
    String folder = call.requiredId("folderId");
    call.caller().mayUse(folder);
    String sourceId = call.request().parameter("sourceId");
    return Answer.ok(
        new FileList(
            state.now(moment -> moment.backups().get(call.id(0), folder)).files().below(sourceId)));
  }

  Answer startRecovery(Call call) {
    String target =
        Call.limited("computeInstanceId", call.request().json().path("computeInstanceId").asText());
    if (target.isEmpty()) {
      throw ApiException.invalid("computeInstanceId is required.");
    }
    return state.operation(call, moment -> begin(call, target, moment));
  }

  Answer delete(Call call) {
    return state.operation(call, moment -> beginDelete(call, moment));
  }

  private static Work begin(Call call, String target, CloudState.Moment moment) {
    Backups.Stored source = moment.backups().get(call.id(0));
    call.caller().mayUse(source.folder());
    Machine machine = moment.machines().get(target, call.caller());
    if (source.backup().deleted()) {
      throw ApiException.precondition("Backup " + source.backup().id() + " is deleted.");
    }
    if (!machine.folder().equals(source.folder())) {
      throw ApiException.precondition(
          "The backup and the compute instance are in different folders.");
    }
    if (!machine.spec().initStatus().equals("REGISTRED")) {
      throw ApiException.precondition(
          "Compute instance " + target + " is not registered in Cloud Backup.");
    }
    if (!machine.spec().active()) {
      throw ApiException.precondition(
          "Compute instance " + target + " does not control its resource.");
    }
    if (!machine.spec().online()) {
      throw ApiException.precondition("Compute instance " + target + " is offline.");
    }
    if (machine.busy(moment.now())
        && moment.settings().secondStart() == Settings.SecondStart.REFUSE) {
      throw ApiException.precondition("Compute instance " + target + " is busy.");
    }
    return moment.jobs().recover(machine, source, call.caller().accountId(), moment.now());
  }

  private static Work beginDelete(Call call, CloudState.Moment moment) {
    Backups.Stored backup = moment.backups().get(call.id(1));
    call.caller().mayUse(backup.folder());
    if (!backup.backup().computeInstanceId().equals(call.id(0))) {
      throw ApiException.notFound(
          "Backup " + call.id(1) + " of compute instance " + call.id(0) + " not found.");
    }
    if (backup.backup().deleted()) {
      throw ApiException.precondition("Backup " + call.id(1) + " is deleted.");
    }
    if (!moment.machines().anyAble(backup.folder())) {
      throw ApiException.precondition(
          "Folder " + backup.folder() + " has no active online compute instance with the agent.");
    }
    return moment.jobs().delete(call.id(0), call.id(1), call.caller().accountId(), moment.now());
  }
}
