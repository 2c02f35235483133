package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.body;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.only;
import static io.cloudbackup.cloud.MockCloud.received;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBackupApiTest {
  private static final String MACHINE = "epdabc0000000000001";
  private static final String BACKUP = "9cba836d-869c-4f04-9c4c-2a4ed2bcb2a5";

  /** Of another kind than IAM's: nothing in its shape tells that it is secret. */
  private static final String OPAQUE = "y0_AgAAAABkOpaqueAATuwQAAAADn0-xyz";

  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();
  private final MockWebServer operations = MockCloud.start();
  private final BackupApi api = TestApi.of(uri(server), uri(operations), TestApi.SETTINGS, time);

  @AfterEach
  void close() {
    server.shutdown();
    operations.shutdown();
  }

  @Test
  void shouldListMachinesOfFolder() {
    server.enqueue(
        json("{\"resources\":[" + Json.file("resource.json") + "],\"nextPageToken\":\"p/2\"}"));

    Page<Resource> page = api.listResources("b1g folder", "p+1&");

    assertThat(only(server).getRequestLine())
        .isEqualTo(
            "GET /backup/v1/resources?folderId=b1g%20folder&pageSize=1000&pageToken=p%2B1%26"
                + " HTTP/1.1");
    assertThat(page.nextPageToken()).isEqualTo("p/2");
    assertThat(page.items())
        .containsExactly(
            new Resource(
                MACHINE,
                Instant.parse("2026-01-15T08:00:00Z"),
                Instant.parse("2026-06-30T23:59:59.123456789Z"),
                true,
                true,
                "BACKUPING",
                "",
                42,
                Instant.parse("2026-06-30T02:10:30.500Z"),
                Instant.parse("2026-07-02T02:00:00Z"),
                "7AF6A532-D1DC-4D42-AE27-52DE0C3B9B44",
                true,
                "REGISTRED",
                "null",
                "COMPUTE",
                new Resource.TenantInfo("b1gfolder", "tenant-1", "user-1"),
                new Resource.AgentInfo("16.0.1", "16.0.2", true)));
  }

  @Test
  void shouldAskForFirstPageWithoutPageToken() {
    server.enqueue(json("{}"));

    Page<Resource> page = api.listResources("b1gfolder", "");

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/resources?folderId=b1gfolder&pageSize=1000 HTTP/1.1");
    assertThat(page).isEqualTo(new Page<>(List.of(), ""));
  }

  @Test
  void shouldIdentifyItselfWithEachRequest() {
    server.enqueue(json("{}"));

    api.listResources("b1gfolder", "");

    RecordedRequest request = only(server);
    assertThat(request.getHeaders().toMultimap())
        .containsEntry("authorization", List.of("Bearer " + TestApi.TOKEN))
        .containsEntry("user-agent", List.of("cloud-backup-operator/1.2.3"))
        .containsEntry("accept", List.of("application/json"))
        .doesNotContainKey("idempotency-key");
    UUID requestId = UUID.fromString(request.getHeader("x-client-request-id"));
    UUID traceId = UUID.fromString(request.getHeader("x-client-trace-id"));
    assertThat(requestId).isNotEqualTo(traceId);
  }

  @Test
  void shouldGetMachineOutOfItsWrapping() {
    server.enqueue(json("{\"resource\":" + Json.file("resource.json") + "}"));

    Resource resource = api.getResource(MACHINE);

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/resources/" + MACHINE + "?includeTenantInfo=true HTTP/1.1");
    assertThat(resource.computeInstanceId()).isEqualTo(MACHINE);
    assertThat(resource.tenantInfo())
        .isEqualTo(new Resource.TenantInfo("b1gfolder", "tenant-1", "user-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"resource\":{}}", "{\"resource\":null}"})
  void shouldSayNotFoundWhenMachineAnswerIsEmpty(String answer) {
    server.enqueue(json(answer));

    assertThat(failure(() -> api.getResource(MACHINE)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"status\":\"ok\"}", "{\"resource\":{\"computeInstanceId\":\"another\"}}"})
  void shouldRefuseAnswerThatIsNotAboutTheMachine(String answer) {
    server.enqueue(json(answer));

    assertThat(failure(() -> api.getResource(MACHINE)).kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldListTasks() {
    server.enqueue(json(Json.file("tasks.json")));

    Page<Task> page = api.listTasks(MACHINE, "");

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/resources/" + MACHINE + "/tasks?pageSize=1000 HTTP/1.1");
    assertThat(page.nextPageToken()).isEqualTo("page-2");
    Task first = page.items().getFirst();
    assertThat(first.id()).isEqualTo(Long.MAX_VALUE);
    assertThat(first.progress()).isEqualTo(new Task.Progress(94, 100));
    assertThat(first.completedAt()).isEqualTo(Instant.parse("2026-07-01T10:09:10Z"));
    Task second = page.items().getLast();
    assertThat(second.id()).isEqualTo(17);
    assertThat(second.type()).isEqualTo("DEFRAGMENT");
    assertThat(second.progress()).isNull();
    assertThat(second.resultCode()).isEmpty();
  }

  @Test
  void shouldDeleteResource() {
    server.enqueue(json(Json.file("operation.json")));

    Operation operation = api.deleteResource(MACHINE, "7AF6A532", "key-1");

    RecordedRequest request = only(server);
    assertThat(request.getRequestLine())
        .isEqualTo("DELETE /backup/v1/resources/" + MACHINE + "?resourceId=7AF6A532 HTTP/1.1");
    assertThat(request.getHeader("Idempotency-Key")).isEqualTo("key-1");
    assertThat(body(request)).isEmpty();
    assertThat(operation.id()).isEqualTo("cdgoperation0000001");
  }

  @Test
  void shouldGetBackup() {
    server.enqueue(json(Json.file("backup.json")));

    Backup backup = api.getBackup("b1gfolder", BACKUP);

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/backups/" + BACKUP + "?folderId=b1gfolder HTTP/1.1");
    assertThat(backup)
        .isEqualTo(
            new Backup(
                BACKUP,
                "vault-1",
                "archive-1",
                Instant.parse("2026-06-30T02:10:30.500Z"),
                Instant.parse("2026-07-01T00:00:00Z"),
                1985773568L,
                1385773568L,
                4985773568L,
                5985773568L,
                new Backup.Attributes("stream-1", "avfs:/vault-1/archive-1"),
                MACHINE,
                List.of(
                    new Backup.Disk(
                        "Virtio Block Device",
                        "Disk 1",
                        21474836480L,
                        List.of(
                            new Backup.Volume(
                                17179869184L, true, true, "/", 21472739328L, "mount-1")))),
                "INCREMENTAL",
                false,
                "cdgpolicy000000001",
                "7AF6A532-D1DC-4D42-AE27-52DE0C3B9B44"));
  }

  @Test
  void shouldRefuseAnotherBackupThanTheOneAskedFor() {
    server.enqueue(json(Json.file("backup.json")));

    assertThat(failure(() -> api.getBackup("b1gfolder", "another")).kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldSpellEachSelectionOfBackupsAsTheReferenceDoes() {
    assertQuery(new BackupQuery.OfFolder("f"), "folderId=f");
    assertQuery(new BackupQuery.OfInstance("m"), "computeInstanceId=m");
    assertQuery(new BackupQuery.OfResource("r"), "resourceId=r");
    assertQuery(new BackupQuery.OfPolicy("p"), "policyId=p");
    assertQuery(
        new BackupQuery.OfInstancePolicy("m", "p"),
        "instancePolicy.computeInstanceId=m&instancePolicy.policyId=p");
    assertQuery(new BackupQuery.OfArchive("a", "f"), "archive.archiveId=a&archive.folderId=f");
    assertQuery(new BackupQuery.OfBackup("b", "f"), "backup.backupId=b&backup.folderId=f");
  }

  private void assertQuery(BackupQuery query, String expected) {
    server.enqueue(json("{\"backups\":[" + Json.file("backup.json") + ",null]}"));

    Page<Backup> page = api.listBackups(query, "");

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/backups?" + expected + "&pageSize=1000 HTTP/1.1");
    assertThat(page.items()).extracting(Backup::id).containsExactly(BACKUP);
  }

  @Test
  void shouldSendPageTokenOfBackups() {
    server.enqueue(json("{\"nextPageToken\":\"\"}"));

    api.listBackups(new BackupQuery.OfFolder("f"), "next");

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/backups?folderId=f&pageSize=1000&pageToken=next HTTP/1.1");
  }

  @Test
  void shouldNotAskForSecondPageOfPolicy() {
    CloudError error = failure(() -> api.listBackups(new BackupQuery.OfPolicy("p"), "next"));

    assertThat(error.kind()).isEqualTo(Kind.INVALID);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void shouldListArchivesOfMachine() {
    server.enqueue(json(Json.file("archives.json")));

    List<Archive> archives = api.listArchives(MACHINE);

    assertThat(only(server).getRequestLine())
        .isEqualTo("GET /backup/v1/backups/" + MACHINE + "/archives HTTP/1.1");
    Archive archive = archives.getFirst();
    assertThat(archive.attributes())
        .isEqualTo(new Archive.Attributes("0", "avfs:/vault-1/archive-1"));
    assertThat(archive.updatedAt()).as("year 1 is no time").isNull();
    assertThat(archive.actions()).as("without the null").containsExactly("refresh", "delete");
    assertThat(archive.consistent()).isTrue();
  }

  @Test
  void shouldListFilesBelowSource() {
    server.enqueue(json(Json.file("files.json")));
    server.enqueue(json("{}"));

    List<BackupFile> files = api.listFiles("b1gfolder", BACKUP, "src/1");
    api.listFiles("b1gfolder", BACKUP, "");

    assertThat(received(server))
        .extracting(RecordedRequest::getRequestLine)
        .containsExactly(
            "GET /backup/v1/backups/"
                + BACKUP
                + "/files?folderId=b1gfolder&sourceId=src%2F1 HTTP/1.1",
            "GET /backup/v1/backups/" + BACKUP + "/files?folderId=b1gfolder HTTP/1.1");
    assertThat(files)
        .containsExactly(
            new BackupFile(
                "file-1",
                "",
                "TYPE_DIR",
                "/etc",
                "etc",
                4096,
                new BackupFile.Actions(true, true),
                Instant.parse("2026-06-30T02:00:00Z")));
  }

  @Test
  void shouldStartRecovery() {
    server.enqueue(json(Json.file("operation.json")));

    Operation operation = api.startRecovery(BACKUP, MACHINE, "key-1");

    RecordedRequest request = only(server);
    assertThat(request.getRequestLine())
        .isEqualTo("POST /backup/v1/backups/" + BACKUP + ":startRecovery HTTP/1.1");
    assertThat(body(request)).isEqualTo("{\"computeInstanceId\":\"" + MACHINE + "\"}");
    assertThat(request.getHeaders().toMultimap())
        .containsEntry("content-type", List.of("application/json"))
        .containsEntry("idempotency-key", List.of("key-1"))
        .containsEntry("authorization", List.of("Bearer " + TestApi.TOKEN));
    UUID.fromString(request.getHeader("x-client-request-id"));
    UUID.fromString(request.getHeader("x-client-trace-id"));
    assertThat(operation)
        .isEqualTo(
            new Operation(
                "cdgoperation0000001",
                "Start recovery",
                Instant.parse("2026-07-01T12:00:00.000000001Z"),
                "ajeserviceaccount",
                Instant.parse("2026-07-01T12:00:05Z"),
                false,
                new Operation.Metadata(12.5, BACKUP, MACHINE, "", ""),
                null));
  }

  @Test
  void shouldDeleteBackupWithMachineFirst() {
    server.enqueue(json(Json.file("operation.json")));

    api.deleteBackup(MACHINE, BACKUP, "key-2");

    RecordedRequest request = only(server);
    assertThat(request.getRequestLine())
        .isEqualTo("DELETE /backup/v1/backups/" + MACHINE + "/" + BACKUP + " HTTP/1.1");
    assertThat(request.getHeader("Idempotency-Key")).isEqualTo("key-2");
  }

  @Test
  void shouldAskTheOperationEndpointForOperations() {
    operations.enqueue(
        json(
            """
        {"id":"cdg1","done":true,
         "metadata":{"progressPercentage":"99.5"},
         "error":{"code":9,"message":"Not all of the items are mapped.","details":[]}}"""));

    Operation operation = api.getOperation("cdg1");

    assertThat(only(operations).getRequestLine()).isEqualTo("GET /operations/cdg1 HTTP/1.1");
    assertThat(server.getRequestCount()).isZero();
    assertThat(operation.done()).isTrue();
    assertThat(operation.metadata()).isEqualTo(new Operation.Metadata(99.5, "", "", "", ""));
    assertThat(operation.error())
        .isEqualTo(new Operation.Status(9, "Not all of the items are mapped."));
  }

  @Test
  void shouldRefuseOperationWithoutIdOrWithAnother() {
    server.enqueue(json("{\"done\":false}"));
    operations.enqueue(json("{\"id\":\"cdg2\"}"));

    CloudError started = failure(() -> api.startRecovery(BACKUP, MACHINE, "key-1"));
    CloudError asked = failure(() -> api.getOperation("cdg1"));

    assertThat(started.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(started.ambiguous()).isTrue();
    assertThat(asked.kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldTakeStartForUnclearWhenTheIdOfItsOperationFitsNowhere() {
    server.enqueue(json("{\"id\":\"" + "o".repeat(65) + "\"}"));

    CloudError error = failure(() -> api.startRecovery(BACKUP, MACHINE, "key-1"));

    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(error.ambiguous()).isTrue();
  }

  @Test
  void shouldKeepIdInsideItsPathSegment() {
    server.enqueue(json(Json.file("operation.json")));

    api.startRecovery("a/../b:c?d#e %2F", MACHINE, "key-1");

    assertThat(only(server).getRequestLine())
        .isEqualTo("POST /backup/v1/backups/a%2F..%2Fb%3Ac%3Fd%23e%20%252F:startRecovery HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"''", "' '", ".", ".."},
      quoteCharacter = '\'')
  void shouldNotSendWhatIsNoId(String id) {
    CloudError error = failure(() -> api.deleteBackup(id, BACKUP, "key-1"));

    assertThat(error.kind()).isEqualTo(Kind.INVALID);
    assertThat(error.text()).startsWith("Backup.delete: not sent: the machine id");
    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines", "ключ"})
  void shouldNotSendWhatIsNoIdempotencyKey(String key) {
    CloudError error = failure(() -> api.startRecovery(BACKUP, MACHINE, key));

    assertThat(error.kind()).isEqualTo(Kind.INVALID);
    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"code\":3,\"message\":\"what is %1$s, or %1$s%1$s?\"}'",
    "401, '{\"code\":16,\"message\":\"unknown token %s\"}'",
    "400, '{\"error\":\"%s\",\"error_description\":\"%s\"}'",
    "500, '%s'",
    "200, '%s'",
    "200, '{\"resources\":%s}'",
    "200, '{\"resources\":[{\"createdAt\":\"%s\"}]}'",
    "200, '{\"resources\":[{\"statusProgress\":\"%s\"}]}'",
    "200, '{\"resources\":[{\"tenantInfo\":\"%s\"}]}'"
  })
  void shouldNotShowTheTokenThatAnAnswerRepeats(int status, String body) {
    // Some are asked again.
    for (int i = 0; i < TestApi.SETTINGS.readAttempts(); i++) {
      server.enqueue(answer(status, body.formatted(OPAQUE, OPAQUE), "x-request-id: of-" + OPAQUE));
    }

    CloudException refused =
        catchThrowableOfType(CloudException.class, () -> withOpaqueToken().listResources("f", ""));

    assertThat(refused.error().text()).doesNotContain(OPAQUE);
    assertThat(refused).satisfies(HttpBackupApiTest::assertOpaqueTokenIsNowhere);
    if (status != 200) {
      assertThat(refused.error().requestId()).isEqualTo("of-[redacted]");
    }
  }

  @Test
  void shouldKeepWhatStandsAroundTheToken() {
    server.enqueue(
        answer(400, "{\"code\":3,\"message\":\"a %1$s, %1$s%1$s z\"}".formatted(OPAQUE)));

    assertThat(failure(() -> withOpaqueToken().listResources("f", "")).message())
        .isEqualTo("a [redacted], [redacted][redacted] z");
  }

  @Test
  void shouldTakeTheTokenOutOfWhatItReads() {
    server.enqueue(
        json(
            "{\"resources\":[{\"computeInstanceId\":\"epd1\",\"statusDetails\":\"by %1$s\"}],"
                    .formatted(OPAQUE)
                + "\"nextPageToken\":\"p-%s\"}".formatted(OPAQUE)));

    Page<Resource> page = withOpaqueToken().listResources("f", "");

    assertThat(page.items().getFirst().statusDetails()).isEqualTo("by [redacted]");
    assertThat(page.nextPageToken()).isEqualTo("p-[redacted]");
  }

  @Test
  void shouldNotShowTheTokenOfAStartThatAnAnswerRepeats() {
    server.enqueue(answer(403, "{\"code\":7,\"message\":\"%s may not\"}".formatted(OPAQUE)));

    CloudError error = failure(() -> withOpaqueToken().startRecovery(BACKUP, MACHINE, "key-1"));

    assertThat(error.message()).isEqualTo("[redacted] may not");
  }

  @Test
  void shouldNotShowTheTokenThatSomethingOtherThanHttpRepeats() {
    try (ScriptedServer echo = new ScriptedServer()) {
      echo.reply(
          socket -> {
            socket.getOutputStream().write((OPAQUE + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return false;
          });

      CloudException lost =
          catchThrowableOfType(
              CloudException.class,
              () -> withToken(echo.uri(), OPAQUE).startRecovery(BACKUP, MACHINE, "key-1"));

      assertThat(lost.error().kind()).isEqualTo(Kind.LOST);
      assertThat(lost.error().message()).contains("[redacted]");
      assertOpaqueTokenIsNowhere(lost);
    }
  }

  /** A token of so few characters may be a word of the API's own. */
  @Test
  void shouldReadAnAnswerThatHasAVeryShortTokenInIt() {
    server.enqueue(json("{\"resources\":[{\"computeInstanceId\":\"epd1\"}]}"));

    assertThat(withToken(uri(server), "epd").listResources("f", "").items())
        .extracting(Resource::computeInstanceId)
        .containsExactly("epd1");
  }

  private BackupApi withOpaqueToken() {
    return withToken(uri(server), OPAQUE);
  }

  private BackupApi withToken(URI cloud, String token) {
    CloudConnector connector = TestApi.connector(TestApi.SETTINGS, cloud, time);
    return connector.connect(
        new GivenEndpoints(cloud, cloud, null),
        new Credentials.IamToken(token),
        connector.budget(1000));
  }

  private static void assertOpaqueTokenIsNowhere(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      assertThat(String.valueOf(t.getMessage())).doesNotContain(OPAQUE);
    }
  }

  private static CloudError failure(Runnable call) {
    return catchThrowableOfType(CloudException.class, call::run).error();
  }
}
