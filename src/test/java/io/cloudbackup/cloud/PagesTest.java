package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PagesTest {
  @Test
  void shouldCollectAllPages() {
    Map<String, Page<Integer>> pages =
        Map.of(
            "", new Page<>(List.of(1, 2), "a"),
            "a", new Page<>(List.of(), "b"),
            "b", new Page<>(List.of(3), ""));

    assertThat(Pages.all("Resource.list", token -> Objects.requireNonNull(pages.get(token))))
        .containsExactly(1, 2, 3);
  }

  @Test
  void shouldHandOverTheEntriesOfAllPages() {
    Map<String, Page<Integer>> pages =
        Map.of("", new Page<>(List.of(1, 2), "a"), "a", new Page<>(List.of(3), ""));
    List<Integer> seen = new ArrayList<>();

    Pages.each("Backup.list", token -> Objects.requireNonNull(pages.get(token)), seen::add);

    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void shouldNotTakeAListForCompleteWhosePagesRepeat() {
    CloudException e =
        catchThrowableOfType(
            CloudException.class,
            () -> Pages.each("Backup.list", token -> new Page<>(List.of(1), "again"), item -> {}));

    assertThat(e.error().kind()).isEqualTo(Kind.GARBAGE);
  }

  @Test
  void shouldFailWhenPageTokenComesTwice() {
    Map<String, Page<Integer>> pages =
        Map.of(
            "", new Page<>(List.of(1), "a"),
            "a", new Page<>(List.of(2), "b"),
            "b", new Page<>(List.of(3), "a"));

    CloudError error = failure(token -> Objects.requireNonNull(pages.get(token)));

    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(error.text()).startsWith("Resource.list: the cloud gave the same page token");
  }

  @Test
  void shouldFailWhenListHasNoEnd() {
    List<String> asked = new ArrayList<>();

    CloudError error =
        failure(
            token -> {
              asked.add(token);
              return new Page<>(List.of(1), "next" + asked.size());
            });

    assertThat(error.kind()).isEqualTo(Kind.GARBAGE);
    assertThat(asked).hasSize(Pages.MOST);
  }

  @Test
  void shouldFailWhenListWouldFillTheMemory() {
    List<String> asked = new ArrayList<>();

    CloudException e =
        catchThrowableOfType(
            CloudException.class,
            () ->
                Pages.all(
                    "Resource.list",
                    Pages.MOST,
                    1_000_000,
                    token -> {
                      asked.add(token);
                      return new Page<>(List.of("x".repeat(10_000)), "next" + asked.size());
                    }));

    assertThat(e.error().kind()).isEqualTo(Kind.GARBAGE);
    assertThat(e.error().text()).contains("more than 1000000 characters");
    assertThat(asked).hasSize(101);
    assertThat(Pages.MOST_TEXT).isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 4);
  }

  @Test
  void shouldFailWithWhatAPageFailsWith() {
    CloudException lost = new CloudException(CloudErrors.unsent("Resource.list", "why"), null);

    CloudError error =
        failure(
            token -> {
              if (token.isEmpty()) {
                return new Page<>(List.of(1), "a");
              }
              throw lost;
            });

    assertThat(error).isEqualTo(lost.error());
  }

  private static CloudError failure(Function<String, Page<Integer>> list) {
    return catchThrowableOfType(CloudException.class, () -> Pages.all("Resource.list", list))
        .error();
  }
}
