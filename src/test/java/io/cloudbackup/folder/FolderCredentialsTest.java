package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.cloud.Credentials;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Credentials that need nothing of the cluster when they are found. */
class FolderCredentialsTest {
  private static final URI ADDRESS = URI.create("http://metadata.example");

  @AutoClose
  private final KubernetesClient nowhere =
      new KubernetesClientBuilder()
          .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
          .build();

  private final FolderCredentials credentials =
      new FolderCredentials(nowhere, new MetadataSettings(Set.of("infra"), ADDRESS));

  private static BackupFolderSpec spec(
      BackupFolderSpec.@Nullable WorkloadIdentity identity,
      BackupFolderSpec.@Nullable InstanceMetadata metadata) {
    return new BackupFolderSpec(
        "folder-1",
        new BackupFolderSpec.FolderCredentials(null, null, identity, metadata),
        null,
        "60s",
        10,
        null,
        List.of(),
        null,
        null);
  }

  @Test
  void shouldGiveTheMachinesAccountOnlyToNamespacesThatTheOperatorNames() {
    BackupFolderSpec spec = spec(null, new BackupFolderSpec.InstanceMetadata());

    assertThat(credentials.read("infra", spec))
        .isEqualTo(new FoundCredentials.Usable(new Credentials.InstanceMetadata(ADDRESS)));
    assertThat(credentials.read("team", spec))
        .isInstanceOfSatisfying(
            FoundCredentials.Unusable.class,
            refused -> {
              assertThat(refused.problem().reason()).isEqualTo("NamespaceNotAllowed");
              assertThat(refused.problem().lasting()).isTrue();
              assertThat(refused.problem().message())
                  .contains("team", "CLOUD_BACKUP_METADATA_NAMESPACES")
                  .doesNotContain("infra");
            });
  }

  @Test
  void shouldAskForTokensOfTheFoldersOwnNamespace() {
    BackupFolderSpec spec =
        spec(
            new BackupFolderSpec.WorkloadIdentity(
                new BackupFolderSpec.ServiceAccountRef("backups"), "ajeone", "ycaud", "1h30m"),
            null);

    assertThat(credentials.read("team", spec))
        .isEqualTo(
            new FoundCredentials.Usable(
                new Credentials.WorkloadIdentity(
                    "ajeone",
                    new ServiceAccountTokens(
                        nowhere, "team", "backups", "ycaud", Duration.ofMinutes(90)))));
  }

  @Test
  void shouldRefuseAKindThatANewerVersionKnows() {
    assertThat(credentials.read("team", spec(null, null)))
        .isInstanceOfSatisfying(
            FoundCredentials.Unusable.class,
            refused -> assertThat(refused.problem().reason()).isEqualTo("InvalidCredentials"));
  }
}
