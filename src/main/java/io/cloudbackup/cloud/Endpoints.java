package io.cloudbackup.cloud;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a folder's services are: scheme, host and port. Their sources are the references of Cloud
 * Backup and IAM; other regions have other hosts.
 *
 * @param iam where keys are exchanged for tokens, or null where none is
 * @param tokenExchange where tokens of other issuers are exchanged, or null where none is
 */
public record Endpoints(URI backup, URI operation, @Nullable URI iam, @Nullable URI tokenExchange) {
  /** The documented hosts. */
  public static final Endpoints DOCUMENTED =
      new Endpoints(
          URI.create("https://backup.api.cloud.yandex.net"),
          URI.create("https://operation.api.cloud.yandex.net"),
          URI.create("https://iam.api.cloud.yandex.net"),
          URI.create("https://auth.yandex.cloud"));
}
