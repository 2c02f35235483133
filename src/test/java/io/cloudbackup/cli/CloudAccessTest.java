package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody is told whose credential is no good before the cloud is asked. */
class CloudAccessTest {
  private static final String IN_SECRET =
      "{\"iamTokenSecretRef\": {\"name\": \"yc\", \"key\": \"token\"}}";

  @AutoClose private final FakeCluster cluster = new FakeCluster();

  @TempDir private Path directory = Path.of("");

  CloudAccessTest() throws IOException {}

  private void folder(String credentials) {
    cluster.answer(
        "GET /apis/backup.yandex.cloud/v1alpha1/namespaces/demo/backupfolders/default",
        """
        {"metadata": {"name": "default", "namespace": "demo"},
         "spec": {"folderId": "b1g", "credentials": %s}}
        """
            .formatted(credentials));
  }

  @BeforeEach
  void write() {
    folder(IN_SECRET);
  }

  private Spoken files(int exit, Map<String, String> variables, String... options)
      throws IOException {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("KUBECONFIG", cluster.kubeconfig(directory).toString());
    Spoken plugin = new Spoken("", environment);
    List<String> line = new ArrayList<>(List.of("files", "b1"));
    line.addAll(List.of(options));
    assertThat(plugin.run(line.toArray(String[]::new))).as(plugin::err).isEqualTo(exit);
    assertThat(plugin.err()).doesNotContain("canary");
    return plugin;
  }

  @Test
  void shouldNameTheVariableThatIsNotSet() throws IOException {
    assertThat(files(2, Map.of("EMPTY", " "), "--credential", "env:NOPE").complaints())
        .containsExactly(
            "--credential: the variable NOPE is not set: put an IAM token into it, as with"
                + " `export NOPE=$(yc iam create-token)`.");
    assertThat(files(2, Map.of("EMPTY", " "), "--credential", "env:EMPTY").err())
        .contains("the variable EMPTY is not set");
  }

  @Test
  void shouldNameWhatHoldsNoCredential() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "{\"id\": \"canary\"}");

    assertThat(files(2, Map.of(), "--credential", file.toString()).err())
        .startsWith("--credential " + file + ": The authorized key has no ");
    assertThat(files(2, Map.of("T", "a canary"), "--credential", "env:T").err())
        .startsWith("--credential env:T: The IAM token is empty or has characters");
    assertThat(files(2, Map.of(), "--credential", "/nowhere/key").err())
        .contains("there is no such file, or it can't be read");
    assertThat(files(2, Map.of(), "--credential", "t1.canary").err()).contains("env:YC_TOKEN");
  }

  @Test
  void shouldSayWhatIsWrongWithTheFoldersSecret() throws IOException {
    assertThat(files(8, Map.of()).err())
        .startsWith("There is no Secret yc in namespace demo: create it with the key token.")
        .contains("Or give a credential of your own with --credential");

    cluster.answer(
        "GET /api/v1/namespaces/demo/secrets/yc",
        "{\"metadata\": {\"name\": \"yc\"}, \"data\": {\"token\": \"Y2FuYXJ5\"}}");
    assertThat(files(8, Map.of()).err()).contains("label it with backup.yandex.cloud/credentials");
  }

  @Test
  void shouldOfferAnotherWayToWhoMayNotReadTheSecret() throws IOException {
    cluster.forbid("GET /api/v1/namespaces/demo/secrets/yc", "get", "secrets");

    assertThat(files(4, Map.of()).err())
        .startsWith("You may not get secrets in namespace demo as bob: have a role bound to you")
        .contains("the verb get on secrets. Or give a credential of your own with --credential")
        .doesNotContain("chart");
  }

  @Test
  void shouldSayThatOnlyTheOperatorHasTheCredentials() throws IOException {
    folder("{\"instanceMetadata\": {}}");

    assertThat(files(8, Map.of()).err())
        .contains("BackupFolder default has credentials that only the operator can use: give a");
  }

  @Test
  void shouldBlameTheOptionForItsOwnFaultOnly() throws IOException {
    assertThat(
            files(
                    2,
                    Map.of("T", "t1.canary"),
                    "--credential",
                    "env:T",
                    "--allowed-endpoints",
                    "nonsense")
                .err())
        .startsWith("--allowed-endpoints: ");
  }
}
