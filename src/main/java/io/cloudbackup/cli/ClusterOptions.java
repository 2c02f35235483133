package io.cloudbackup.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, and as whom: the options that kubectl has too. */
final class ClusterOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig; without it KUBECONFIG, or else ~/.kube/config.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig; without it the current one.")
  @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The namespace; without it that of the context.")
  @Nullable String namespace;

  @Option(names = "--as", paramLabel = "USER", description = "Acts as that user.")
  @Nullable String impersonated;
}
