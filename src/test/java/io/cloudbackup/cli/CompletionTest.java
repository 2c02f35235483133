package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.cli.Completion.Wanted;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static Completion after(String... words) {
    return new Completion(new Spoken("").session(), List.of(words));
  }

  @Test
  void shouldNameTheCommandsFirst() {
    assertThat(after("").wanted())
        .isInstanceOfSatisfying(
            Wanted.These.class,
            these ->
                assertThat(these.texts())
                    .contains("status", "recover", "delete-backup")
                    .noneMatch(name -> name.startsWith("_")));
  }

  @Test
  void shouldAskForWhatTheCommandTakes() {
    assertThat(after("describe", "w").wanted()).isInstanceOf(Wanted.Machines.class);
    assertThat(after("approve", "").wanted()).isInstanceOf(Wanted.Recoveries.class);
    assertThat(after("files", "").wanted()).isInstanceOf(Wanted.Backups.class);
    assertThat(after("recover", "web1", "--to", "w").wanted()).isInstanceOf(Wanted.Machines.class);
    assertThat(after("backups", "-n", "").wanted()).isInstanceOf(Wanted.Namespaces.class);
  }

  @Test
  void shouldKnowThatAValueIsNoParameter() {
    assertThat(after("describe", "-n", "demo", "w").wanted()).isInstanceOf(Wanted.Machines.class);
    assertThat(after("describe", "web1", "").wanted()).isEqualTo(new Wanted.These(List.of()));
  }

  @Test
  void shouldNameOptionsAndTheirValues() {
    assertThat(after("recover", "web1", "--").wanted())
        .isInstanceOfSatisfying(
            Wanted.These.class, t -> assertThat(t.texts()).contains("--from", "--wait", "--yes"));
    assertThat(after("backups", "-o", "").wanted())
        .isEqualTo(new Wanted.These(List.of("wide", "json", "yaml", "name")));
  }

  @Test
  void shouldCompleteAValueBehindAnEqualsSign() {
    Completion completion = after("backups", "--output=w");

    assertThat(completion.begun()).isEqualTo("w");
    assertThat(completion.wanted())
        .isEqualTo(new Wanted.These(List.of("wide", "json", "yaml", "name")));
    assertThat(after("backups", "-n=").wanted()).isInstanceOf(Wanted.Namespaces.class);
  }

  @Test
  void shouldAskTheClusterThatTheLineNames() {
    ClusterOptions options = after("describe", "--context", "prod", "-n", "demo", "w").options();

    assertThat(options.context).isEqualTo("prod");
    assertThat(options.namespace).isEqualTo("demo");
    assertThat(after("describe", "--namespace=other", "w").options().namespace).isEqualTo("other");
    assertThat(after("describe", "-n=other", "w").options().namespace).isEqualTo("other");
  }

  @Test
  void shouldAskNothingForACommandThatThereIsNot() {
    assertThat(after("nonsense", "").wanted()).isEqualTo(new Wanted.These(List.of()));
  }
}
