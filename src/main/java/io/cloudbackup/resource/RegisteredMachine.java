package io.cloudbackup.resource;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupApiGroup;
import io.cloudbackup.api.BackupResource;
import io.cloudbackup.api.BackupResourceStatus;
import io.cloudbackup.api.DeletionPolicy;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.Lookup;
import io.cloudbackup.cloud.Operation;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.deletion.Deletable;
import io.cloudbackup.deletion.DeletionWords;
import io.cloudbackup.deletion.Target;
import io.cloudbackup.folder.FolderAccess;
import io.cloudbackup.folder.FolderState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine of a BackupResource, which Cloud Backup can be told to forget. */
public final class RegisteredMachine implements Deletable<BackupResource, Resource> {
  private static final DeletionWords WORDS =
      new DeletionWords(
          "the machine",
          "Cloud Backup forgot the machine. Its backups stay.",
          "Cloud Backup doesn't know the machine any more.",
          "Cloud Backup may still know the machine",
          true);

  private final ResourceIndex index;
  private final FolderAccess access;

  public RegisteredMachine(ResourceIndex index, FolderAccess access) {
    this.index = index;
    this.access = access;
  }

  @Override
  public String finalizer() {
    return BackupApiGroup.RESOURCE_FINALIZER;
  }

  @Override
  public DeletionWords words() {
    return WORDS;
  }

  @Override
  public FolderRef folderOf(BackupResource resource) {
    return ResourceIndex.folderOf(resource);
  }

  @Override
  public boolean wanted(BackupResource resource) {
    return resource.getSpec().deletionPolicy() == DeletionPolicy.Delete;
  }

  @Override
  public @Nullable String rival(BackupResource resource, Optional<FolderState> folder) {
    return index
        .rivals(resource)
        .filter(r -> folder.isPresent() && mayDelete(r, folder.get()))
        .findFirst()
        .map(
            r ->
                "BackupResource "
                    + r.getMetadata().getNamespace()
                    + "/"
                    + r.getMetadata().getName())
        .orElse(null);
  }

  @Override
  public @Nullable String refusal(BackupResource resource, FolderState folder) {
    return mayDelete(resource, folder)
        ? null
        : "BackupFolder "
            + folder.ref()
            + " doesn't grant namespace "
            + resource.getMetadata().getNamespace()
            + " DeleteResource on this machine.";
  }

  private boolean mayDelete(BackupResource resource, FolderState folder) {
    return access.mayAct(
        folder,
        resource.getMetadata().getNamespace(),
        AccessRule.DELETE_RESOURCE,
        resource.getSpec().computeInstanceId());
  }

  @Override
  public Target<Resource> look(BackupResource resource, FolderState folder, BackupApi api) {
    String id = resource.getSpec().computeInstanceId();
    boolean swept = Optional.ofNullable(folder.snapshot()).flatMap(s -> s.machine(id)).isPresent();
    return target(Lookup.of(() -> api.getResource(id)), folder.spec().folderId(), swept);
  }

  /**
   * The cloud's word on the folder counts; where it says nothing, the folder's last sweep must have
   * seen the machine.
   */
  static Target<Resource> target(Lookup<Resource> machine, String folderId, boolean swept) {
    return Target.of(
        machine,
        found -> {
          if (found.initStatus().equals(Resource.DELETED)) {
            return new Target.Absent<>();
          }
          return found.folderId().map(folderId::equals).orElse(swept)
              ? new Target.Present<>(found)
              : new Target.Refused<>("The machine is not in the BackupFolder's cloud folder.");
        });
  }

  @Override
  public Operation delete(BackupApi api, BackupResource resource, Resource machine, String key) {
    return api.deleteResource(resource.getSpec().computeInstanceId(), machine.resourceId(), key);
  }

  @Override
  public Progress progress(BackupResource resource) {
    BackupResourceStatus status = status(resource);
    return new Progress(status.conditions(), status.deleteOperationId());
  }

  @Override
  public boolean setProgress(
      BackupResource resource, @Nullable String handledNudge, Progress progress) {
    BackupResourceStatus before = status(resource);
    resource.setStatus(
        before.with(
            before.observedGeneration(),
            handledNudge,
            progress.conditions(),
            progress.operationId()));
    return !resource.getStatus().equals(before);
  }

  private static BackupResourceStatus status(BackupResource resource) {
    return Optional.ofNullable(resource.getStatus()).orElse(BackupResourceStatus.EMPTY);
  }
}
