package io.cloudbackup.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataSettingsTest {
  @Test
  void shouldLetNobodyUseItUnlessSomebodySaysSo() {
    assertThat(MetadataSettings.OFF.namespaces()).isEmpty();
    assertThat(MetadataSettings.OFF.address()).hasToString("http://169.254.169.254");
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "ftp://a", "http:///x", "http://a/path", "mailto:a@b"})
  void shouldRefuseAnAddressThatIsNone(String address) {
    assertThatThrownBy(() -> new MetadataSettings(Set.of(), URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address);
  }
}
