package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoedSecretTest {
  private static final EchoedSecret SECRET = new EchoedSecret("aab-aaab-secret");

  @ParameterizedTest
  @CsvSource({
    "aab-aaab-secret, [redacted]",
    "a aab-aaab-secret, a [redacted]",
    "aaab-aaab-secret, a[redacted]",
    "aab-aab-aaab-secret!, aab-[redacted]!",
    "aab-aaab-secretaab-aaab-secret aab, [redacted][redacted] aab",
    "ключ aab-aaab-secret é, ключ [redacted] é"
  })
  void shouldHideEachOccurrenceAndKeepTheRest(String text, String safe) {
    assertThat(new String(SECRET.hide(bytes(text)), StandardCharsets.UTF_8)).isEqualTo(safe);
    assertThat(SECRET.hide(text)).isEqualTo(safe);
  }

  @ParameterizedTest
  @CsvSource({"''", "aab-aaab-secre", "aab-aaab_secret and more"})
  void shouldNotCopyWhereThereIsNothingToHide(String text) {
    byte[] body = bytes(text);

    assertThat(SECRET.hide(body)).isSameAs(body);
    assertThat(new EchoedSecret("").hide(body)).isSameAs(body);
  }

  /** A word of the API's own, which a token by mistake might be too. */
  @Test
  void shouldHideNothingThatIsTooShortForAToken() {
    assertThat(new EchoedSecret("backups").hide("backups")).isEqualTo("backups");
    assertThat(new EchoedSecret("t1.abcde").hide("t1.abcde")).isEqualTo("[redacted]");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
