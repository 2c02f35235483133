package io.cloudbackup.folder;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderEndpoints;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.cloud.BackupApi;
import io.cloudbackup.cloud.CloudConnector;
import io.cloudbackup.cloud.Credentials;
import io.cloudbackup.cloud.EndpointNotAllowedException;
import io.cloudbackup.cloud.GivenEndpoints;
import io.cloudbackup.cloud.InvalidCredentialsException;
import io.cloudbackup.cloud.RequestBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the cloud for each folder, for as long as what it was made of stays the
 * same.
 */
final class FolderConnections {
  private static final Logger log = LoggerFactory.getLogger(FolderConnections.class);

  private final FolderCredentials credentials;
  private final CloudConnector connector;
  private final FolderMeters meters;
  private final Consumer<FolderRef> refused;
  private final Map<FolderRef, Open> open = new ConcurrentHashMap<>();
  private final Map<FolderRef, Paced> budgets = new ConcurrentHashMap<>();

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
   * @param nudge so that who asks for a fresh look gets one: no breaker of before stands in its
   *     way, and no token
   */
  private record Basis(
      String uid,
      @Nullable String nudge,
      @Nullable FolderEndpoints endpoints,
      int maxRequestsPerSecond,
      Credentials credentials) {}

  private record Open(Basis basis, BackupApi api) {}

  /** A budget outlasts connections: neither a nudge nor another Secret gives more requests. */
  private record Paced(String uid, int maxRequestsPerSecond, RequestBudget budget) {}

  /** The folder's connection; its Secret, where it names one, is read anew each time. */
  Connection connect(FolderRef ref, String uid, @Nullable String nudge, BackupFolderSpec spec) {
    return switch (credentials.read(ref.resolvedNamespace(), spec)) {
      case FoundCredentials.Unusable unusable -> {
        open.remove(ref);
        yield new Connection.Refused(unusable.problem());
      }
      case FoundCredentials.Usable usable ->
          connect(
              ref,
              new Basis(
                  uid, nudge, spec.endpoints(), spec.maxRequestsPerSecond(), usable.credentials()));
    };
  }

  /**
   * Whether the folder's connection is still made of its credentials, as far as can be told: while
   * the API server doesn't give the Secret, it is.
   */
  boolean stands(FolderRef ref, BackupFolderSpec spec) {
    Open current = open.get(ref);
    try {
      return current != null
          && credentials.read(ref.resolvedNamespace(), spec)
              instanceof FoundCredentials.Usable(Credentials now)
          && now.equals(current.basis.credentials);
    } catch (KubernetesClientException e) {
      log.debug("The credentials of BackupFolder {} can't be read now", ref, e);
      return true;
    }
  }

  void forget(FolderRef ref) {
    open.remove(ref);
    budgets.remove(ref);
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
              budget(ref, basis),
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

  private RequestBudget budget(FolderRef ref, Basis basis) {
    int rate = basis.maxRequestsPerSecond;
    return budgets.compute(
            ref,
            (_, old) ->
                old != null && old.uid.equals(basis.uid) && old.maxRequestsPerSecond == rate
                    ? old
                    : new Paced(basis.uid, rate, connector.budget(rate)))
        .budget;
  }

  private static GivenEndpoints given(@Nullable FolderEndpoints endpoints) {
    return endpoints == null
        ? GivenEndpoints.NONE
        : GivenEndpoints.parse(
            endpoints.backup(), endpoints.operation(), endpoints.iam(), endpoints.tokenExchange());
  }
}
