package io.cloudbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbackup.cloud.BackupFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathWalkTest {
  private static final Map<String, List<BackupFile>> TREE =
      Map.of(
          "", List.of(file("d1", "Disk 1", true), file("d2", "/dev/vdb", true)),
          "d1", List.of(file("etc", "etc", true), file("e", "etc.old", false)),
          "d2", List.of(file("pg", "pgdata", true)),
          "etc", List.of(file("h", "hosts", false), file("n", "nginx", true)),
          "n", List.of(file("c", "nginx.conf", false)),
          "pg", List.of());

  private final List<String> asked = new ArrayList<>();
  private final PathWalk walk =
      new PathWalk(
          id -> {
            asked.add(id);
            return TREE.getOrDefault(id, List.of());
          });

  private static BackupFile file(String id, String name, boolean directory) {
    String type = directory ? "TYPE_DIR" : "TYPE_FILE";
    return new BackupFile(id, "", type, "/" + name, name, 9, null, null);
  }

  private List<String> paths(String path) {
    return walk.list(path).stream().map(PathWalk.Placed::path).toList();
  }

  @Test
  void shouldListTheDisksFirst() {
    assertThat(paths("/")).containsExactly("/Disk 1", "/dev/vdb");
  }

  @Test
  void shouldFindByPathWithTheDisk() {
    assertThat(paths("/Disk 1/etc/nginx")).containsExactly("/Disk 1/etc/nginx/nginx.conf");
    assertThat(asked).containsExactly("", "d1", "etc", "n");
  }

  @Test
  void shouldFindByPathWithoutTheDisk() {
    assertThat(paths("/etc")).containsExactly("/Disk 1/etc/hosts", "/Disk 1/etc/nginx");
    assertThat(paths("/pgdata/")).isEmpty();
  }

  @Test
  void shouldFindWhatHasSlashesInItsName() {
    assertThat(paths("/dev/vdb")).containsExactly("/dev/vdb/pgdata");
  }

  @Test
  void shouldShowAFileByItself() {
    assertThat(paths("etc/hosts")).containsExactly("/Disk 1/etc/hosts");
    assertThat(paths("etc.old")).containsExactly("/Disk 1/etc.old");
  }

  @Test
  void shouldNameTheNearOnesWhereThereIsNoSuchFile() {
    assertThatThrownBy(() -> walk.list("/etc/ngin"))
        .isInstanceOf(Failure.class)
        .hasMessage("The backup has no ngin there. Did you mean nginx?");
    assertThatThrownBy(() -> walk.list("/etc/hosts/x")).isInstanceOf(Failure.class);
  }

  @Test
  void shouldVisitEverythingBelow() {
    List<String> seen = new ArrayList<>();

    walk.walk("/Disk 1", placed -> seen.add(placed.path()));

    assertThat(seen)
        .containsExactly(
            "/Disk 1/etc",
            "/Disk 1/etc/hosts",
            "/Disk 1/etc/nginx",
            "/Disk 1/etc/nginx/nginx.conf",
            "/Disk 1/etc.old");
  }

  @Test
  void shouldTellThePathOnTheDisk() {
    assertThat(walk.list("/")).extracting(PathWalk.Placed::onDisk).containsOnly("");
    assertThat(walk.list("/etc/hosts"))
        .extracting(PathWalk.Placed::onDisk)
        .containsExactly("/etc/hosts");
  }
}
