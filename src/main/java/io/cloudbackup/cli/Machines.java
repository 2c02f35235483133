package io.cloudbackup.cli;

import io.cloudbackup.api.BackupResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the machine that somebody means: by the name of its BackupResource or by its id. */
final class Machines {
  private Machines() {}

  static BackupResource find(Cluster cluster, String wanted) {
    Optional<BackupResource> named =
        isName(wanted) ? cluster.find(BackupResource.class, wanted) : Optional.empty();
    return named.orElseGet(
        () -> among(cluster.list(BackupResource.class, cluster.namespace()), wanted, cluster));
  }

  /** Those of the namespace, if the user may see them. */
  static Stream<BackupResource> visible(Cluster cluster) {
    try {
      return cluster.list(BackupResource.class, cluster.namespace()).stream();
    } catch (Failure e) {
      if (e.code() != ExitCode.FORBIDDEN) {
        throw e;
      }
      return Stream.of();
    }
  }

  private static BackupResource among(
      List<BackupResource> machines, String wanted, Cluster cluster) {
    return machines.stream()
        .filter(m -> m.getSpec().computeInstanceId().equals(wanted))
        .findFirst()
        .orElseThrow(() -> unknown(machines, wanted, cluster.namespace()));
  }

  private static Failure unknown(List<BackupResource> machines, String wanted, String namespace) {
    List<String> names = machines.stream().map(m -> m.getMetadata().getName()).toList();
    String there =
        names.isEmpty()
            ? " There is none at all: look with --namespace elsewhere, or write one for the machine."
            : NearNames.hint(wanted, names);
    return new Failure(
        ExitCode.NOT_FOUND,
        "There is no BackupResource " + wanted + " in namespace " + namespace + "." + there);
  }

  /** Whether the API server takes it for a name at all. */
  static boolean isName(String text) {
    return text.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  }
}
