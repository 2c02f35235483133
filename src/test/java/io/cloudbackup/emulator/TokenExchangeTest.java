package io.cloudbackup.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudbackup.emulator.TestCloud.Response;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workload identity: a Kubernetes token for an IAM token. */
class TokenExchangeTest {
  private static final KeyPair KEY = rsa();
  private static final KeyPair OTHER = rsa();
  private static final String SUBJECT = "system:serviceaccount:team-a:backup";

  private final TestCloud cloud =
      new TestCloud(
          """
          folders: [{id: b1gone}]
          federations:
            - issuer: https://kubernetes.example
              audiences: [ycaud, second]
              jwks: {"keys":[{"use":"sig","kty":"RSA","kid":"k1","alg":"RS256","n":"%s","e":"%s"}]}
          serviceAccounts:
            - {id: ajeone, folders: [b1gone], subjects: ["system:serviceaccount:team-a:backup"]}
            - {id: ajetwo, folders: [b1gone]}
          settings: {tokenLifetime: 10m}
          """
              .formatted(
                  number(((RSAPublicKey) KEY.getPublic()).getModulus()),
                  number(((RSAPublicKey) KEY.getPublic()).getPublicExponent())));

  @AfterEach
  void close() {
    cloud.close();
  }

  private long now() {
    return cloud.clock.instant().getEpochSecond();
  }

  private ObjectNode claims() {
    ObjectNode claims =
        Json.CONTROL
            .createObjectNode()
            .put("iss", "https://kubernetes.example")
            .put("sub", SUBJECT)
            .put("iat", now())
            .put("nbf", now())
            .put("exp", now() + 600);
    claims.putArray("aud").add("ycaud");
    return claims;
  }

  private static Map<String, String> form(String audience, String token) {
    return new LinkedHashMap<>(
        Map.of(
            "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
            "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
            "subject_token_type", "urn:ietf:params:oauth:token-type:id_token",
            "audience", audience,
            "subject_token", token));
  }

  private HttpRequest.Builder request(Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return cloud.bare("POST", "/oauth/token", body);
  }

  private Response exchange(Map<String, String> form) {
    return cloud.send(request(form).header("Content-Type", "application/x-www-form-urlencoded"));
  }

  private Response exchange(ObjectNode claims) {
    return exchange(form("ajeone", jwt("RS256", "k1", claims, KEY.getPrivate())));
  }

  private static void assertRefused(Response refused, String error, String reason) {
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("/error")).isEqualTo(error);
    assertThat(refused.text("/error_description")).contains(reason);
  }

  @Test
  void shouldExchangeTheTokenOfATrustedServiceAccount() {
    Response token = exchange(claims());

    assertThat(token.status()).isEqualTo(200);
    assertThat(token.text("/token_type")).isEqualTo("Bearer");
    assertThat(token.json().path("expires_in").asInt()).isEqualTo(600);
    Response list =
        cloud.send(
            cloud
                .bare("GET", TestCloud.RESOURCES + "?folderId=b1gone", "")
                .header("Authorization", "Bearer " + token.text("/access_token")));
    assertThat(list.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "iss, https://evil.example, No federation has the issuer https://evil.example",
    "aud, https://kubernetes.example, 'is for https://kubernetes.example; the federation takes"
        + " ycaud, second'",
    "sub, system:serviceaccount:team-b:backup, does not trust the subject"
        + " system:serviceaccount:team-b:backup"
  })
  void shouldRefuseOtherClaims(String claim, String value, String reason) {
    assertRefused(exchange(claims().put(claim, value)), "invalid_grant", reason);
  }

  @Test
  void shouldMindTheTimes() {
    assertRefused(exchange(claims().put("exp", now())), "invalid_grant", "expired");
    assertRefused(exchange(claims().put("nbf", now() + 61)), "invalid_grant", "not valid yet");
    assertThat(exchange(claims().put("exp", now() + 1)).status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseAServiceAccountThatIsNotThereOrTrustsNobody() {
    String token = jwt("RS256", "k1", claims(), KEY.getPrivate());

    assertRefused(exchange(form("ajenone", token)), "invalid_grant", "no service account ajenone");
    assertRefused(exchange(form("ajetwo", token)), "invalid_grant", "ajetwo does not trust");
  }

  @Test
  void shouldRefuseSignaturesThatAreNotTheIssuers() {
    assertRefused(
        exchange(form("ajeone", jwt("RS256", "k1", claims(), OTHER.getPrivate()))),
        "invalid_grant",
        "signature does not fit");
    assertRefused(
        exchange(form("ajeone", jwt("RS256", "k2", claims(), KEY.getPrivate()))),
        "invalid_grant",
        "kid");
    assertRefused(
        exchange(form("ajeone", jwt("none", "k1", claims(), KEY.getPrivate()))),
        "invalid_grant",
        "only RS256");
    assertRefused(exchange(form("ajeone", "a.b")), "invalid_grant", "three parts");
    assertRefused(exchange(form("ajeone", "a.b.c")), "invalid_grant", "subject_token");
    String whole = jwt("RS256", "k1", claims(), KEY.getPrivate());
    String cut = whole.substring(0, whole.lastIndexOf('.'));
    assertRefused(exchange(form("ajeone", cut + ".*")), "invalid_grant", "base64url");
    assertRefused(exchange(form("ajeone", cut + ".")), "invalid_grant", "signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"grant_type", "requested_token_type", "subject_token_type"})
  void shouldWantTheFormThatIsDocumented(String field) {
    Map<String, String> form = form("ajeone", jwt("RS256", "k1", claims(), KEY.getPrivate()));
    form.put(field, "other");

    assertRefused(exchange(form), "invalid_request", field);
  }

  @Test
  void shouldWantAForm() {
    Map<String, String> form = form("ajeone", jwt("RS256", "k1", claims(), KEY.getPrivate()));

    assertRefused(
        cloud.send(request(form).header("Content-Type", "application/json")),
        "invalid_request",
        "Content-Type");
  }

  @Test
  void shouldRefuseAScenarioThatCouldNeverExchange() {
    assertThatThrownBy(
            () ->
                Scenario.parse(
                    "folders: [{id: a}]\nserviceAccounts: [{id: b, subjects: [system:x]}]"))
        .hasMessageContaining("the service account b trusts subjects")
        .hasMessageContaining("no federations");
    assertThatThrownBy(
            () -> Scenario.parse("folders: [{id: a}]\nfederations: [{issuer: https://a}]"))
        .hasMessageContaining("a federation needs an issuer, audiences and jwks");
    String twice = "{issuer: https://a, audiences: [b], jwks: {keys: []}}";
    assertThatThrownBy(
            () -> Scenario.parse("folders: [{id: a}]\nfederations: [" + twice + ", " + twice + "]"))
        .hasMessageContaining("the federation of https://a is there twice");
    Scenario elliptic =
        Scenario.parse(
            """
            folders: [{id: a}]
            federations:
              - {issuer: https://a, audiences: [b], jwks: {keys: [{kty: EC, kid: k1}]}}
            """);
    assertThatThrownBy(() -> new SubjectVerifier(elliptic.federations()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("its kty is EC, not RSA");
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String jwt(String algorithm, String kid, ObjectNode claims, PrivateKey key) {
    String header =
        Json.CONTROL.createObjectNode().put("alg", algorithm).put("kid", kid).toString();
    String signed = base64(bytes(header)) + "." + base64(bytes(claims.toString()));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(bytes(signed));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String number(BigInteger number) {
    return base64(number.toByteArray());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
