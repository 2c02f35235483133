package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A heap dump holds every token: nobody gets one who doesn't ask. */
class HeapDumpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "helm/cloud-backup-operator/values.yaml",
        "helm/cloud-backup-operator/templates/deployment.yaml",
        "deploy/cloud-backup-operator.yaml"
      })
  void shouldNotBeAskedForByTheChart(String file) throws Exception {
    assertThat(Files.readString(Path.of(file)))
        .contains(file.endsWith("values.yaml") ? "javaOptions" : "JAVA_TOOL_OPTIONS")
        .doesNotContainIgnoringCase("HeapDump", "-XX:OnOutOfMemoryError", "-XX:Flags");
  }

  @Test
  void shouldNotBeWrittenByTheJavaRuntimeOnItsOwn() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    assertThat(hotSpot.getVMOption("HeapDumpOnOutOfMemoryError").getValue()).isEqualTo("false");
  }
}
