package io.cloudbackup.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.emulator.TestCloud.Response;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
  @Test
  void shouldNameTheLineAndTheKnownKeysOfAnUnknownOne() {
    assertThatThrownBy(
            () ->
                Scenario.parse(
                    """
                    folders: [{id: b1g}]
                    machines:
                      - id: epd1
                        onlin: true
                        active: true
                        backups: [{age: 1h}]
                    """))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("line 4: at machines[0].onlin: ")
        .hasMessageContaining("unknown key \"onlin\"")
        .hasMessageContaining("online");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          folders: []                                                             | no folders
          folders: [{id: a}, {id: a}]                                             | twice
          {folders: [{id: a}], machines: [{id: m, folder: b}]}                    | folder b, which isn't there
          {folders: [{id: a}], machines: [{id: m}, {id: m}]}                      | machine m is there twice
          {folders: [{id: a}], machines: [{online: true}]}                        | needs an id
          {folders: [{id: a}], machines: [{generate: 3}]}                         | idPrefix
          {folders: [{id: a}], machines: [{id: m, schedule: {every: fast}}]}      | "fast" is no duration
          {folders: [{id: a}], machines: [{id: m, schedule: {every: 10ms}}]}      | at most every second
          {folders: [{id: a}], machines: [{id: m, backups: [{size: big}]}]}       | "big" is no size
          {folders: [{id: a}], machines: [{id: m, disks: [{files: {a: much}}]}]}  | "much" is no size
          {folders: [{id: a}], serviceAccounts: [{id: s, folders: [b]}]}          | folder b, which isn't there
          {folders: [{id: a}], faults: [{kind: bang}]}                            | lostAnswer
          {folders: [{id: a}], settings: {journalSize: 0}}                        | journalSize
          folders: [                                                              | line
          """)
  void shouldSayWhatIsWrong(String yaml, String reason) {
    assertThatThrownBy(() -> Scenario.parse(yaml))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() {
    assertThatThrownBy(() -> Scenario.read(Path.of("no-such.yaml")))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("no-such.yaml");
  }

  @Test
  void shouldRefuseAKeyThatIsNone() {
    Scenario scenario =
        Scenario.parse(
            "folders: [{id: a}]\nserviceAccounts: [{id: s, keys: [{id: k, publicKey: nope}]}]\n");

    assertThatThrownBy(() -> Emulator.start(scenario, 0, new SettableClock()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("key k");
  }

  @Test
  void shouldServeTheDemoWithStatesOfEachKind() {
    SettableClock clock = new SettableClock();
    for (Scenario scenario :
        new Scenario[] {Scenario.demo(), Scenario.read(Path.of("deploy/emulator/demo.yaml"))}) {
      try (Emulator emulator = Emulator.start(scenario, 0, clock)) {
        var page =
            emulator
                .state()
                .now(
                    moment ->
                        moment
                            .machines()
                            .page("b1gdemo", "", PageRequest.of("demo", "", ""), moment.now()));
        assertThat(page.items())
            .extracting(resource -> resource.computeInstanceId())
            .contains("epdweb1", "epddb1", "epdold1", "epdnew1");
        assertThat(page.items()).anyMatch(resource -> !resource.online());
        assertThat(page.items()).anyMatch(resource -> resource.initStatus().equals("REGISTERING"));
        assertThat(page.items()).anyMatch(resource -> resource.nextBackupTime() != null);
      }
    }
  }

  @Test
  void shouldServeThreeThousandMachinesInThreePages() {
    Scenario scale = Scenario.read(Path.of("deploy/emulator/scale.yaml"));
    try (TestCloud cloud = new TestCloud("folders: [{id: x}]\nanyToken: true");
        Emulator emulator = Emulator.start(scale, 0, cloud.clock)) {
      String token = "";
      int seen = 0;
      for (int i = 0; i < 3; i++) {
        Response page =
            cloud.send(
                java.net.http.HttpRequest.newBuilder(
                        emulator
                            .uri()
                            .resolve(
                                "/backup/v1/resources?folderId=b1gscale&pageSize=1000&pageToken="
                                    + token))
                    .header("Authorization", "Bearer t1.scale")
                    .build());
        seen += page.json().path("resources").size();
        token = page.text("/nextPageToken");
      }
      assertThat(seen).isEqualTo(3000);
      assertThat(token).isEmpty();
    }
  }

  @Test
  void shouldRunFasterThanTheBaseClockWhenScaled() {
    SettableClock base = new SettableClock();
    VirtualTime time = new VirtualTime(base, 60);
    Instant start = time.instant();

    base.advance(Duration.ofSeconds(2));

    assertThat(time.instant()).isEqualTo(start.plusSeconds(120));
    assertThatThrownBy(() -> new VirtualTime(Clock.fixed(start, ZoneOffset.UTC), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"90s, 1m30s", "1h30m, 1h30m", "250ms, 250ms", "3d, 72h", "0, 0s", "1.5s, 1s500ms"})
  void shouldReadAndWriteDurations(String text, String written) {
    assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"220, 220", "220B, 220", "4KiB, 4096", "4Ki, 4096", "1GiB, 1073741824"})
  void shouldReadSizes(String text, long bytes) {
    assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
  }
}
