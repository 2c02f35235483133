package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.emulator.TestCloud.Response;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final String LIST = RESOURCES + "?folderId=b1gone";
  private final TestCloud cloud = TestCloud.standard();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void order(String fault) {
    Response ordered = cloud.post("/control/faults", fault);
    assertThat(ordered.status()).as(ordered.raw().body()).isEqualTo(200);
  }

  private HttpRequest start(String timeout) {
    return HttpRequest.newBuilder(
            cloud.startRequest("backup-new", "epdtarget", "k"), (n, v) -> true)
        .timeout(GoDuration.parse(timeout))
        .build();
  }

  private Journal.Entry last() {
    return cloud.emulator.journal().entries().getLast();
  }

  @Test
  void shouldAnswerWithTheOrderedErrorAsOftenAsOrderedAndNotProcess() {
    order(
        """
        {"method":"Backup.startRecovery","kind":"status","code":8,"message":"Slow down.",
         "retryAfter":"7","after":1,"times":2}
        """);
    assertThat(cloud.start("backup-new", "epdtarget", "k").status()).isEqualTo(200);

    for (int i = 0; i < 2; i++) {
      Response refused = cloud.start("backup-new", "epdtarget", "k");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo(8);
      assertThat(refused.text("/message")).isEqualTo("Slow down.");
      assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("7");
      assertThat(refused.raw().headers().firstValue("x-request-id"))
          .hasValue(refused.text("/details/0/requestId"));
      assertThat(last().effect()).isEmpty();
      assertThat(last().fault()).isEqualTo("fault-1");
    }
    assertThat(cloud.start("backup-new", "epdtarget", "k").status()).isEqualTo(200);
  }

  @Test
  void shouldAnswerWithABodyThatIsNotTheCloudsAndStillProcessWhenOrdered() throws IOException {
    order(
        """
        {"method":"Backup.startRecovery","kind":"status","httpStatus":502,"processed":true,
         "body":"<html>Bad gateway</html>"}
        """);

    HttpResponse<String> answer = cloud.raw(start("20s"));

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).isEqualTo("<html>Bad gateway</html>");
    assertThat(cloud.emulator.starts()).hasSize(1);
  }

  @Test
  void shouldProcessAndCloseWithoutAnAnswer() {
    order("{\"method\":\"Backup.startRecovery\",\"kind\":\"lostAnswer\"}");

    assertThatThrownBy(() -> cloud.read(start("20s"))).isInstanceOf(IOException.class);

    assertThat(cloud.emulator.starts())
        .singleElement()
        .satisfies(
            begun -> {
              assertThat(begun.computeInstanceId()).isEqualTo("epdtarget");
              assertThat(begun.backupId()).isEqualTo("backup-new");
              assertThat(begun.idempotencyKey()).isEqualTo("k");
            });
    assertThat(last().outcome()).isEqualTo(Journal.Outcome.NO_ANSWER);
    assertThat(last().effect()).isEqualTo("startRecovery");
  }

  @Test
  void shouldCloseBeforeProcessing() {
    order("{\"method\":\"Backup.startRecovery\",\"kind\":\"closedConnection\"}");

    assertThatThrownBy(() -> cloud.read(start("20s"))).isInstanceOf(IOException.class);

    assertThat(cloud.emulator.starts()).isEmpty();
    assertThat(last().outcome()).isEqualTo(Journal.Outcome.NO_ANSWER);
    assertThat(last().effect()).isEmpty();
  }

  @Test
  void shouldTakeEffectAtOnceWhenOnlyTheAnswerIsLate() {
    order("{\"method\":\"Backup.startRecovery\",\"kind\":\"lateAnswer\",\"delay\":\"1h\"}");

    assertThatThrownBy(() -> cloud.read(start("500ms"))).isInstanceOf(HttpTimeoutException.class);

    assertThat(cloud.emulator.starts()).hasSize(1);
    assertThat(last().outcome()).isEqualTo(Journal.Outcome.PENDING);
  }

  @Test
  void shouldTakeEffectLateWhenTheRequestIsDelayed() {
    order("{\"method\":\"Backup.startRecovery\",\"kind\":\"delay\",\"delay\":\"1500ms\"}");

    assertThatThrownBy(() -> cloud.read(start("300ms"))).isInstanceOf(HttpTimeoutException.class);

    assertThat(cloud.emulator.starts()).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(cloud.emulator.starts()).hasSize(1));
  }

  @Test
  void shouldSendGarbageInEachForm() throws IOException {
    order("{\"method\":\"Resource.list\",\"kind\":\"garbage\",\"garbage\":\"badJson\"}");
    HttpResponse<String> bad = cloud.raw(cloud.request("GET", LIST, "").build());
    assertThat(bad.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Json.CONTROL.readTree(bad.body())).isInstanceOf(IOException.class);

    order("{\"method\":\"Resource.list\",\"kind\":\"garbage\",\"garbage\":\"html\"}");
    assertThat(cloud.raw(cloud.request("GET", LIST, "").build()).body()).startsWith("<html>");

    order("{\"method\":\"Resource.list\",\"kind\":\"garbage\",\"garbage\":\"truncated\"}");
    assertThatThrownBy(() -> cloud.raw(cloud.request("GET", LIST, "").build()))
        .isInstanceOf(IOException.class);
    assertThat(cloud.get(LIST).status()).isEqualTo(200);
  }

  @Test
  void shouldSendAHugeBody() throws IOException {
    order("{\"method\":\"Resource.list\",\"kind\":\"hugeBody\",\"size\":\"3MiB\"}");

    HttpResponse<String> huge = cloud.raw(cloud.request("GET", LIST, "").build());

    assertThat(huge.body().length()).isGreaterThan(3 << 20);
    assertThat(Json.CONTROL.readTree(huge.body()).isObject()).isTrue();
  }

  @Test
  void shouldLeadAPageTokenBackToItsPage() {
    order("{\"method\":\"Resource.list\",\"kind\":\"repeatPageToken\",\"times\":0}");

    Response first = cloud.get(LIST + "&pageSize=2");
    String token = first.text("/nextPageToken");
    Response second = cloud.get(LIST + "&pageSize=2&pageToken=" + token);

    assertThat(token).isNotEmpty();
    assertThat(second.json()).isEqualTo(first.json());
  }

  @Test
  void shouldLeaveItemsOutAndSayThatItIsTheLastPage() {
    order("{\"method\":\"Resource.list\",\"kind\":\"shortList\",\"drop\":1}");

    Response listed = cloud.get(LIST + "&pageSize=3");

    assertThat(listed.all("resources", "computeInstanceId"))
        .containsExactly("epdsource", "epdtarget");
    assertThat(listed.json().has("nextPageToken")).isFalse();
  }

  @Test
  void shouldMeetOnlyThePathThatIsOrdered() {
    order("{\"path\":\"resources/epdtarget$\",\"kind\":\"status\",\"code\":13,\"times\":0}");

    assertThat(cloud.get(RESOURCES + "/epdtarget").code()).isEqualTo(13);
    assertThat(cloud.get(RESOURCES + "/epdtarget/tasks").status()).isEqualTo(200);
    assertThat(cloud.get(RESOURCES + "/epdsource").status()).isEqualTo(200);
  }

  @Test
  void shouldListAndTakeBackFaults() {
    order("{\"id\":\"mine\",\"method\":\"Iam.createToken\",\"kind\":\"closedConnection\"}");
    assertThat(cloud.get("/control/faults").text("/faults/0/fault/id")).isEqualTo("mine");

    assertThat(cloud.delete("/control/faults/mine").status()).isEqualTo(200);

    assertThat(cloud.get("/control/faults").json().path("faults").size()).isZero();
    assertThat(cloud.delete("/control/faults/mine").status()).isEqualTo(404);
  }

  @Test
  void shouldLetACallGoWhoseFaultIsTakenBack() {
    order("{\"id\":\"held\",\"kind\":\"delay\",\"delay\":\"1h\"}");
    CompletableFuture<Integer> held =
        CompletableFuture.supplyAsync(() -> cloud.get(RESOURCES + "/epdtarget").status());
    Awaitility.await()
        .until(() -> cloud.get("/control/faults").json().at("/faults/0/met").asInt() == 1);

    assertThat(cloud.delete("/control/faults/held").status()).isEqualTo(200);

    assertThat(held).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(200);
  }

  @Test
  void shouldRefuseAFaultThatMakesNoSense() {
    assertThat(cloud.post("/control/faults", "{\"kind\":\"earthquake\"}").status()).isEqualTo(400);
    assertThat(
            cloud
                .post("/control/faults", "{\"method\":\"Backup.start\",\"kind\":\"delay\"}")
                .text("/error"))
        .contains("Backup.startRecovery");
    assertThat(cloud.post("/control/faults", "{\"methd\":\"x\",\"kind\":\"delay\"}").text("/error"))
        .contains("methd");
    assertThat(cloud.post("/control/faults", "{}").text("/error")).contains("kind");
    assertThat(cloud.post("/control/faults", "{\"kind\":\"delay\",\"path\":\"(\"}").status())
        .isEqualTo(400);
  }
}
