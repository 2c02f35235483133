package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudErrorTest {
  @ParameterizedTest
  @CsvSource({
    "No way, '', Backup.get: No way.",
    "No way., '', Backup.get: No way.",
    "No way., r1, Backup.get: No way (request r1).",
    "Wait..., '', Backup.get: Wait...."
  })
  void shouldBeOneSentence(String message, String requestId, String sentence) {
    CloudError error =
        new CloudError(CloudError.Kind.FORBIDDEN, 403, message, requestId, "Backup.get");

    assertThat(error.sentence()).isEqualTo(sentence);
  }
}
