package io.cloudbackup.folder;

import static io.cloudbackup.api.AccessRule.DELETE_RESOURCE;
import static io.cloudbackup.api.AccessRule.RECOVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cloudbackup.api.AccessRule;
import io.cloudbackup.api.BackupFolderSpec;
import io.cloudbackup.api.FolderRef;
import io.cloudbackup.api.NamespaceSelection;
import io.cloudbackup.api.NamespaceSelection.From;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder lies in namespace home; shop is labelled team=a, bank is not. */
class FolderAccessTest {
  private static final NamespaceSelection SAME = new NamespaceSelection(From.Same, null);
  private static final NamespaceSelection ALL = new NamespaceSelection(From.All, null);

  private final List<String> asked = new ArrayList<>();
  private final FolderAccess access =
      new FolderAccess(
          namespace -> {
            asked.add(namespace);
            return namespace.equals("shop") ? Map.of("team", "a", "zone", "1") : Map.of();
          });

  static Stream<Arguments> shouldLetObserveWhoIsAllowed() {
    return Stream.of(
        arguments(null, "home", true),
        arguments(null, "shop", false),
        arguments(SAME, "home", true),
        arguments(SAME, "shop", false),
        arguments(ALL, "bank", true),
        arguments(labels("team", "a"), "home", true),
        arguments(labels("team", "a"), "shop", true),
        arguments(labels("team", "b"), "shop", false),
        arguments(labels("team", "a", "zone", "1"), "shop", true),
        arguments(labels("team", "a", "zone", "2"), "shop", false),
        arguments(labels("team", "a"), "bank", false),
        arguments(labels(), "shop", false),
        arguments(new NamespaceSelection(From.Selector, null), "shop", false));
  }

  @ParameterizedTest
  @MethodSource
  void shouldLetObserveWhoIsAllowed(
      @Nullable NamespaceSelection allowed, String namespace, boolean may) {
    assertThat(access.mayObserve(folder(allowed), namespace)).isEqualTo(may);
  }

  static Stream<Arguments> shouldLetActWhomARuleNames() {
    return Stream.of(
        arguments("home", RECOVER, "m1", true, SAME, List.of()),
        arguments("shop", RECOVER, "m1", false, ALL, List.of()),
        arguments("shop", RECOVER, "m1", true, ALL, List.of(rule(ALL, RECOVER))),
        arguments("shop", DELETE_RESOURCE, "m1", false, ALL, List.of(rule(ALL, RECOVER))),
        arguments("shop", RECOVER, "m1", true, ALL, List.of(rule(ALL, RECOVER, "m1", "m2"))),
        arguments("shop", RECOVER, "m3", false, ALL, List.of(rule(ALL, RECOVER, "m1", "m2"))),
        arguments("shop", RECOVER, "m1", false, SAME, List.of(rule(ALL, RECOVER))),
        arguments("shop", RECOVER, "m1", false, ALL, List.of(rule(SAME, RECOVER))),
        arguments("shop", RECOVER, "m1", true, ALL, List.of(rule(labels("team", "a"), RECOVER))),
        arguments("bank", RECOVER, "m1", false, ALL, List.of(rule(labels("team", "a"), RECOVER))),
        arguments(
            "shop",
            RECOVER,
            "m1",
            false,
            ALL,
            List.of(rule(ALL, DELETE_RESOURCE), rule(ALL, RECOVER, "m2"))),
        arguments(
            "shop",
            RECOVER,
            "m1",
            true,
            ALL,
            List.of(rule(ALL, DELETE_RESOURCE), rule(ALL, RECOVER, "m1"))));
  }

  @ParameterizedTest
  @MethodSource
  void shouldLetActWhomARuleNames(
      String namespace,
      String verb,
      String machine,
      boolean may,
      NamespaceSelection allowed,
      List<AccessRule> rules) {
    FolderState folder = folder(allowed, rules.toArray(AccessRule[]::new));

    assertThat(access.mayAct(folder, namespace, verb, machine)).isEqualTo(may);
  }

  static Stream<Arguments> shouldRefuseToShareAFolderWhereSingleNamespacesAreWatched() {
    return Stream.of(
        arguments(null, List.of(), false),
        arguments(SAME, List.of(rule(SAME, RECOVER)), false),
        arguments(ALL, List.of(), true),
        arguments(labels("team", "a"), List.of(), true),
        arguments(SAME, List.of(rule(SAME, RECOVER), rule(ALL, RECOVER)), true),
        arguments(SAME, List.of(rule(labels("team", "a"), RECOVER)), true));
  }

  @ParameterizedTest
  @MethodSource
  void shouldRefuseToShareAFolderWhereSingleNamespacesAreWatched(
      @Nullable NamespaceSelection allowed, List<AccessRule> rules, boolean refused) {
    FolderState folder = folder(allowed, rules.toArray(AccessRule[]::new));
    FolderAccess within = FolderAccess.withinNamespaces();

    assertThat(within.refusal(folder.spec()).map(FolderProblem::reason))
        .isEqualTo(refused ? Optional.of("NamespaceAccessUnavailable") : Optional.empty());
    assertThat(access.refusal(folder.spec())).isEmpty();
    assertThat(within.mayObserve(folder, "home")).isTrue();
    assertThat(within.mayObserve(folder, "shop")).isFalse();
    assertThat(within.mayAct(folder, "home", RECOVER, "m1")).isTrue();
    assertThat(within.mayAct(folder, "shop", RECOVER, "m1")).isFalse();
  }

  @Test
  void shouldRefuseEveryForeignFolderWhereSingleNamespacesAreWatched() {
    FolderRef home = new FolderRef("default", "home");

    assertThat(FolderAccess.withinNamespaces().refusal(home, "shop").map(FolderProblem::reason))
        .contains("NamespaceAccessUnavailable");
    assertThat(FolderAccess.withinNamespaces().refusal(home, "home")).isEmpty();
    assertThat(access.refusal(home, "shop")).isEmpty();
  }

  @Test
  void shouldReadLabelsOnlyWhereARuleAsksForThem() {
    access.mayAct(folder(labels("team", "a")), "home", RECOVER, "m1");
    access.mayAct(folder(ALL, rule(ALL, RECOVER)), "shop", RECOVER, "m1");
    assertThat(asked).isEmpty();

    access.mayObserve(folder(labels("team", "a")), "shop");
    access.mayObserve(folder(labels("team", "a")), "shop");
    assertThat(asked).containsExactly("shop", "shop");
  }

  private static NamespaceSelection labels(String... pairs) {
    Map<String, String> labels =
        switch (pairs.length) {
          case 0 -> Map.of();
          case 2 -> Map.of(pairs[0], pairs[1]);
          default -> Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
        };
    return new NamespaceSelection(From.Selector, new NamespaceSelection.Selector(labels));
  }

  private static AccessRule rule(NamespaceSelection namespaces, String verb, String... machines) {
    return new AccessRule(namespaces, List.of(verb), List.of(machines));
  }

  private static FolderState folder(@Nullable NamespaceSelection allowed, AccessRule... rules) {
    BackupFolderSpec spec =
        new BackupFolderSpec(
            "folder-1",
            new BackupFolderSpec.FolderCredentials(null, null),
            null,
            "60s",
            10,
            allowed,
            List.of(rules),
            null,
            null);
    return new FolderState(new FolderRef("default", "home"), "uid", spec, null, null, 0, null);
  }
}
