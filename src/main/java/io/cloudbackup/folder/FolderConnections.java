package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.BackupFolderSpec.FolderEndpoints;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.Credentials;
import io.cloudbackup.cloud.EndpointNotAllowedException;
import io.cloudbackup.cloud.GivenEndpoints;
import io.cloudbackup.cloud.InvalidCredentialsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection to the cloud for each folder, for as long as what it was made of stays the
 * same.
 */
final class FolderConnections {
  private final FolderCredentials credentials;
  private final CloudConnector connector;
  private final FolderMeters meters;
  private final Consumer<FolderRef> refused;
  private final Map<FolderRef, Open> open = new ConcurrentHashMap<>();

  /**
   * @param refused hears of folders whose credentials the cloud does not accept; must return at
   *     once
   */
  FolderConnections(
      FolderCredentials credentials,
      CloudConnector connector,
      FolderMeters meters,
      Consumer<FolderRef> refused) {
    this.credentials = credentials;
    this.connector = connector;
    this.meters = meters;
    this.refused = refused;
  }

  /** A connection, or why there is none. */
  sealed interface Connection {
    /**
     * It stands.
     *
     * @param fresh whether it was made just now
     */
    record Made(BackupApi api, boolean fresh) implements Connection {}

    record Refused(FolderProblem problem) implements Connection {}
  }

  /**
   * What a connection is made of.
   *
   * @param nudge so that who asks for a fresh look gets one: no breaker or back-off of before
   *     stands in its way
   */
  private record Basis(
      String uid,
      @Nullable String nudge,
      @Nullable FolderEndpoints endpoints,
      int maxRequestsPerSecond,
      Credentials credentials) {}

  private record Open(Basis basis, BackupApi api) {}

  /** The folder's connection; its Secret, where it names one, is read anew each time. */
  Connection connect(FolderRef ref, String uid, @Nullable String nudge, BackupFolderSpec spec) {
    return switch (credentials.read(ref.resolvedNamespace(), spec)) {
      case FolderCredentials.Found.Unusable unusable -> {
        open.remove(ref);
        yield new Connection.Refused(unusable.problem());
      }
      case FolderCredentials.Found.Usable usable ->
          connect(
              ref,
              new Basis(
                  uid, nudge, spec.endpoints(), spec.maxRequestsPerSecond(), usable.credentials()));
    };
  }

  void forget(FolderRef ref) {
    open.remove(ref);
    meters.forget(ref);
  }

  private Connection connect(FolderRef ref, Basis basis) {
    Open current = open.get(ref);
    if (current != null && current.basis.equals(basis)) {
      return new Connection.Made(current.api, false);
    }
    try {
      BackupApi api =
          connector.connect(
              given(basis.endpoints),
              basis.credentials,
              connector.budget(basis.maxRequestsPerSecond),
              meters.connected(ref),
              () -> refused.accept(ref));
      open.put(ref, new Open(basis, api));
      return new Connection.Made(api, true);
    } catch (EndpointNotAllowedException e) {
      open.remove(ref);
      return new Connection.Refused(
          new FolderProblem(
              "EndpointNotAllowed",
              e.getMessage()
                  + " Set spec.endpoints to one that is, or have it allowed with the operator's"
                  + " CLOUD_BACKUP_ALLOWED_ENDPOINTS.",
              true));
    } catch (InvalidCredentialsException e) {
      open.remove(ref);
      return new Connection.Refused(
          new FolderProblem("InvalidCredentials", String.valueOf(e.getMessage()), true));
    }
  }

  private static GivenEndpoints given(@Nullable FolderEndpoints endpoints) {
    return endpoints == null
        ? GivenEndpoints.NONE
        : GivenEndpoints.parse(
            endpoints.backup(), endpoints.operation(), endpoints.iam(), endpoints.tokenExchange());
  }
}
