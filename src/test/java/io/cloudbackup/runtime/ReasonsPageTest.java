package io.cloudbackup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.api.DeletionEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of reasons names all that the code gives, and no other. In the rooms of the custom
 * resources a text of one CamelCase word is a reason, save those named here.
 */
class ReasonsPageTest {
  private static final Path PAGE = Path.of("docs/reasons.md");
  private static final Path SOURCES = Path.of("src/main/java/io/cloudbackup");
  private static final Pattern WORD = Pattern.compile("\"([A-Z][a-z]+(?:[A-Z][a-z]+)*)\"");
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|(.*)\\|$");

  /**
   * A plan's layout; a header; what only those say who use a folder; and why a deletion is blocked,
   * of which only the message is shown.
   */
  private static final Set<String> NO_REASONS =
      Set.of(
          "BackupRecovery Matches",
          "BackupRecovery Differs",
          "BackupRecovery NotVerifiable",
          "BackupFolder Google",
          "BackupFolder BackupFolderNotFound",
          "BackupFolder FolderNotAvailable",
          "BackupFolder Unknown");

  /** The kinds that can take something of the cloud with them; Events say how that ended. */
  private static final Set<String> ENDS_IN_CLOUD = Set.of("BackupResource", "CloudBackup");

  @ParameterizedTest
  @ValueSource(strings = {"BackupFolder", "BackupResource", "BackupRecovery", "CloudBackup"})
  void shouldNameTheReasonsThatTheCodeGives(String kind) throws IOException {
    Set<String> given = new TreeSet<>();
    for (Path file : sources(kind).toList()) {
      WORD.matcher(Files.readString(file))
          .results()
          .map(match -> match.group(1))
          .filter(word -> !NO_REASONS.contains(kind + " " + word))
          .forEach(given::add);
    }

    if (ENDS_IN_CLOUD.contains(kind)) {
      Stream.of(DeletionEnd.values()).map(Enum::name).forEach(given::add);
    }

    assertThat(given).as("the sources of %s", kind).hasSizeGreaterThan(10);
    Set<String> named = new TreeSet<>();
    rows(kind).forEach(row -> named.add(row.getFirst()));
    assertThat(named).as("the reasons of %s in %s", kind, PAGE).isEqualTo(given);
  }

  private static Stream<Path> sources(String kind) throws IOException {
    return switch (kind) {
      // Where the cloud gives no token, the room of its client says why.
      case "BackupFolder" ->
          Stream.concat(room("folder"), files("cloud", "TokenExchange", "MetadataTokens"));
      case "BackupResource" -> Stream.concat(room("resource"), ofUsers());
      case "CloudBackup" -> Stream.concat(room("inventory"), ofUsers());
      default -> room("recovery");
    };
  }

  /** What an object says that observes through a folder and can be deleted in the cloud. */
  private static Stream<Path> ofUsers() throws IOException {
    return Stream.concat(room("deletion"), files("folder", "FolderAccess", "FolderState"));
  }

  private static Stream<Path> room(String room) throws IOException {
    try (Stream<Path> files = Files.list(SOURCES.resolve(room))) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    }
  }

  private static Stream<Path> files(String room, String... names) {
    return Stream.of(names).map(name -> SOURCES.resolve(room).resolve(name + ".java"));
  }

  @Test
  void shouldNameNoReasonTwiceAndEachWithCauseAndCure() throws IOException {
    for (String kind : List.of("BackupFolder", "BackupResource", "BackupRecovery", "CloudBackup")) {
      assertThat(rows(kind)).extracting(List::getFirst).doesNotHaveDuplicates();
      assertThat(rows(kind))
          .allSatisfy(row -> assertThat(row).hasSizeGreaterThan(2).noneMatch(String::isBlank));
    }
  }

  @Test
  void shouldBeFoundByWhoReadsTheReadme() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("(docs/reasons.md)");
  }

  /** The rows of a kind's part of the page, reason first. */
  private static List<List<String>> rows(String kind) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + kind);
      }
      var row = ROW.matcher(line);
      if (inside && row.matches()) {
        List<String> cells = new ArrayList<>(List.of(row.group(1)));
        Stream.of(row.group(2).split("\\|", -1)).map(String::strip).forEach(cells::add);
        rows.add(cells);
      }
    }
    return rows;
  }
}
