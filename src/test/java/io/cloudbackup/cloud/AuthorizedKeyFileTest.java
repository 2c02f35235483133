package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeyFileTest {
  private static final TestKey KEY = TestKey.rsa();

  @Test
  void shouldReadTheFileThatTheCommandLineWrites() {
    assertThat(AuthorizedKeyFile.parse(KEY.file().toString())).isEqualTo(KEY.credentials());
  }

  @Test
  void shouldReadCamelCaseAndKeyWithoutPreamble() {
    String bare = KEY.pem().substring(KEY.pem().indexOf("-----"));
    ObjectNode file =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "ajekey")
            .put("serviceAccountId", "ajeaccount")
            .put("privateKey", bare);

    assertThat(AuthorizedKeyFile.parse(file.toString()).privateKey()).isEqualTo(bare);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "service_account_id", "private_key"})
  void shouldNameTheFieldThatIsMissing(String field) {
    ObjectNode without = KEY.file();
    without.remove(field);

    assertThat(refusal(without.toString())).contains("\"" + field + "\"", "yc iam key create");
    assertThat(refusal(KEY.file().put(field, " ").toString())).contains("\"" + field + "\"");
  }

  @Test
  void shouldRefuseKeyOfUser() {
    String file = KEY.file().put("user_account_id", "ajeuser").toString();

    assertThat(refusal(file)).contains("user account");
  }

  @Test
  void shouldRefuseWhatIsNoKeyFileWithoutShowingIt() {
    String secret = KEY.pem().substring(120, 160);

    assertThat(refusal("")).contains("no JSON object");
    assertThat(refusal("[]")).contains("no JSON object");
    assertThat(refusal("t1.token " + secret)).contains("not JSON").doesNotContain(secret);
    assertThat(refusal("{\"id\":\"" + secret)).contains("not JSON").doesNotContain(secret);
  }

  @Test
  void shouldRefuseBrokenPrivateKeyWithoutShowingIt() {
    String pem = KEY.pem();
    int middle = pem.length() / 2;
    String truncated = pem.substring(0, middle) + "\n-----END PRIVATE KEY-----";
    String other = TestKey.generate("EC", 256).pem();

    assertRefusedSafely(truncated, "RSA key");
    assertRefusedSafely(pem.substring(0, middle), "has no part from");
    assertRefusedSafely(pem.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"), "has no part from");
    assertRefusedSafely(pem.replace("\n", "\\n"), "not Base64");
    assertRefusedSafely(other, "no whole RSA key");
  }

  private static void assertRefusedSafely(String pem, String why) {
    String message = refusal(KEY.file().put("private_key", pem).toString());
    assertThat(message).contains(why, "yc iam key create");
    assertThat(pem.replace("\\n", "\n").lines().filter(line -> line.length() == 64))
        .isNotEmpty()
        .noneMatch(message::contains);
  }

  private static String refusal(String json) {
    InvalidCredentialsException e =
        catchThrowableOfType(
            InvalidCredentialsException.class, () -> AuthorizedKeyFile.parse(json));
    assertThat(e).hasNoCause();
    return String.valueOf(e.getMessage());
  }
}
