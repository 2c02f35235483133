package io.cloudbackup.cli;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the way to the cluster in the user's kubeconfig. */
final class Kubeconfig {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 30_000;
  private static final Path POD_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private final Map<String, String> environment;

  Kubeconfig(Map<String, String> environment) {
    this.environment = environment;
  }

  Config read(ClusterOptions options) {
    List<Path> files = files(options);
    Config config = files.isEmpty() ? ofPod() : parse(files, options.context);
    if (!files.isEmpty()) {
      checkContext(config, options.context, files);
    }
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(REQUEST_MILLIS);
    // A person waits: one more try, and then it is said.
    config.setRequestRetryBackoffLimit(1);
    // One call after the other: HTTP/2 would only add to the start.
    config.setHttp2Disable(true);
    if (options.impersonated != null) {
      config.setImpersonateUsername(options.impersonated);
    }
    return config;
  }

  private List<Path> files(ClusterOptions options) {
    if (options.kubeconfig != null) {
      return List.of(existing(options.kubeconfig));
    }
    String named = environment.getOrDefault("KUBECONFIG", "");
    if (named.isEmpty()) {
      Path home = Path.of(environment.getOrDefault("HOME", "."), ".kube", "config");
      return Files.isRegularFile(home) ? List.of(home) : List.of();
    }
    List<Path> files =
        Arrays.stream(named.split(File.pathSeparator))
            .filter(name -> !name.isEmpty())
            .map(Path::of)
            .toList();
    List<Path> there = files.stream().filter(Files::isRegularFile).toList();
    return there.isEmpty() ? List.of(existing(files.getFirst())) : there;
  }

  private static Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw broken("There is no kubeconfig " + file + ": check KUBECONFIG or --kubeconfig.", null);
    }
    return file;
  }

  private static Config ofPod() {
    if (!Files.isRegularFile(POD_TOKEN)) {
      throw broken(
          "There is no kubeconfig: set KUBECONFIG, or put one into ~/.kube/config; `kubectl config"
              + " view` shows which one kubectl uses.",
          null);
    }
    return Config.autoConfigure(null);
  }

  private static Config parse(List<Path> files, @Nullable String context) {
    Path file = files.getFirst();
    if (!Files.isReadable(file)) {
      throw broken("The kubeconfig " + file + " can't be read: check its permissions.", null);
    }
    try {
      return files.size() == 1
          ? Config.fromKubeconfig(context, file.toFile())
          : Config.autoConfigure(context);
    } catch (RuntimeException e) {
      // Its message can quote the file, and so a token.
      throw broken(
          files.size() == 1
              ? file
                  + " is no kubeconfig: `kubectl config view --kubeconfig "
                  + file
                  + "` tells more."
              : "One of the files in KUBECONFIG is no kubeconfig: `kubectl config view` tells more.",
          e);
    }
  }

  private static void checkContext(Config config, @Nullable String wanted, List<Path> files) {
    List<NamedContext> contexts = Optional.ofNullable(config.getContexts()).orElse(List.of());
    List<String> names = contexts.stream().map(NamedContext::getName).toList();
    if (wanted != null && !names.contains(wanted)) {
      throw broken(
          "The kubeconfig has no context " + wanted + "." + NearNames.hint(wanted, names), null);
    }
    if (config.getCurrentContext() == null || config.getCurrentContext().getContext() == null) {
      throw broken(
          "The kubeconfig "
              + files.getFirst()
              + " has no current context: choose one with --context, or with `kubectl config"
              + " use-context`."
              + NearNames.hint("", names),
          null);
    }
  }

  private static Failure broken(String message, @Nullable Throwable cause) {
    return new Failure(ExitCode.KUBECONFIG, message, cause);
  }
}
