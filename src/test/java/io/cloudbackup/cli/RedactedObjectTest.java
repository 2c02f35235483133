package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedObjectTest {
  private static final String CANARY = "hunter2";

  private static JsonNode redacted(String yaml) throws Exception {
    return RedactedObject.of(new YAMLMapper().readTree(yaml));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env: [{name: PROXY_PASSWORD, value: hunter2}]",
        "env: [{name: HTTPS_PROXY, value: 'http://u:hunter2@proxy'}]",
        "env: [{name: HARMLESS, value: hunter2}]",
        "spec: {initContainers: [{env: [{name: A, value: hunter2}]}]}",
        "args: [operator, --proxy-password, hunter2]",
        "args: ['--proxy-password=hunter2']",
        "args: [-Dhttp.proxyPassword=hunter2]",
        "args: [-phunter2]",
        "livenessProbe: {exec: {command: [curl, -u, 'u:hunter2']}}",
        "livenessProbe: {httpGet: {httpHeaders: [{name: X-Auth, value: hunter2}]}}",
        "metadata: {annotations: {example.com/password: hunter2}}",
        "metadata: {annotations: {example.com/password: \"two\\nlines hunter2\"}}",
        "status: {message: 'the password: hunter2'}",
      })
  void shouldTakeOutValues(String yaml) throws Exception {
    assertThat(ObjectPrinter.yaml(redacted(yaml))).doesNotContain(CANARY).contains("[redacted]");
  }

  @Test
  void shouldLeaveWhatSomebodyNeeds() throws Exception {
    String yaml =
        """
        spec: {containers: [{name: operator, image: "ghcr.io/x/y@sha256:1234", args: [operator, --http-port, -v],
          env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}], replicas: 2}
        status: {message: The token is not accepted., ready: true, imageID: "docker-pullable://r:5000/x@sha256:1"}
        """;

    assertThat(redacted(yaml)).isEqualTo(new YAMLMapper().readTree(yaml));
  }
}
