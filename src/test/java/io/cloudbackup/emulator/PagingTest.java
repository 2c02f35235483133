package io.cloudbackup.emulator;

import static io.cloudbackup.emulator.TestCloud.BACKUPS;
import static io.cloudbackup.emulator.TestCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.emulator.TestCloud.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagingTest {
  private final TestCloud cloud =
      new TestCloud(
          TestCloud.HEAD
              + """
              machines:
                - {generate: 250, idPrefix: epd}
                - id: epdkeeper
                  backups: [{id: b1, age: 1h}, {id: b2, age: 2h}, {id: b3, age: 3h}, {id: b4, age: 3h}]
              """);

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void shouldGiveHundredByDefaultAndAllInTheEnd() {
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    do {
      Response page = cloud.get(RESOURCES + "?folderId=b1gone&pageToken=" + token);
      List<String> ids = page.all("resources", "computeInstanceId");
      seen.addAll(ids);
      sizes.add(ids.size());
      token = page.text("/nextPageToken");
      assertThat(token.length()).isLessThanOrEqualTo(100);
    } while (!token.isEmpty());

    assertThat(sizes).containsExactly(100, 100, 51);
    assertThat(new HashSet<>(seen)).hasSize(251);
  }

  @Test
  void shouldShowEveryRemainingMachineOnceWhenSomeGoAndOthersComeBetweenPages() {
    Response first = cloud.get(RESOURCES + "?folderId=b1gone&pageSize=100");
    for (String gone : List.of("epd00001", "epd00100", "epd00101", "epd00102")) {
      String id = cloud.get(RESOURCES + "/" + gone).text("/resource/resourceId");
      cloud.delete(RESOURCES + "/" + gone + "?resourceId=" + id);
    }
    cloud.pass("2s");
    cloud.post("/control/machines", "{\"id\":\"epdlate\"}");

    Response rest =
        cloud.get(
            RESOURCES + "?folderId=b1gone&pageSize=1000&pageToken=" + first.text("/nextPageToken"));

    List<String> expected =
        new ArrayList<>(IntStream.rangeClosed(103, 250).mapToObj(i -> "epd00" + i).toList());
    expected.addAll(List.of("epdkeeper", "epdlate"));
    assertThat(rest.all("resources", "computeInstanceId")).containsExactlyElementsOf(expected);
  }

  @Test
  void shouldGoOnWithOlderBackupsWhenTheLastSeenOneIsDeleted() {
    Response first = cloud.get(BACKUPS + "?folderId=b1gone&pageSize=2");
    cloud.delete(BACKUPS + "/epdkeeper/b2");
    cloud.post("/control/machines/epdkeeper/backups", "{\"id\":\"b0\",\"age\":\"1m\"}");
    cloud.pass("2s");

    Response second =
        cloud.get(
            BACKUPS + "?folderId=b1gone&pageSize=2&pageToken=" + first.text("/nextPageToken"));

    assertThat(first.all("backups", "id")).containsExactly("b1", "b2");
    assertThat(second.all("backups", "id")).containsExactlyInAnyOrder("b3", "b4");
    assertThat(second.json().has("nextPageToken")).isFalse();
  }

  @Test
  void shouldRefuseTheTokenOfAnotherList() {
    String token = cloud.get(RESOURCES + "?folderId=b1gone&pageSize=1").text("/nextPageToken");

    assertThat(cloud.get(BACKUPS + "?folderId=b1gone&pageToken=" + token).code()).isEqualTo(3);
  }

  @Test
  void shouldCutAListByPolicyWithoutATokenSinceTheApiTakesNone() {
    Response cut = cloud.get(BACKUPS + "?policyId=cdgdaily&pageSize=3");

    assertThat(cut.all("backups", "id")).hasSize(3);
    assertThat(cut.json().has("nextPageToken")).isFalse();
  }
}
