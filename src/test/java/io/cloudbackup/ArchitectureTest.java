package io.cloudbackup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URL;
import java.net.URLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** The rooms of the project, and what may know what. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "io.cloudbackup";

  /** Each room and the rooms that it may use. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("cloud", Set.of()),
          Map.entry("kubernetes", Set.of("api")),
          Map.entry("folder", Set.of("api", "cloud", "kubernetes")),
          Map.entry("deletion", Set.of("api", "cloud", "kubernetes", "folder")),
          Map.entry("resource", Set.of("api", "cloud", "kubernetes", "folder", "deletion")),
          Map.entry("inventory", Set.of("api", "cloud", "kubernetes", "folder", "deletion")),
          Map.entry("recovery", Set.of("api", "cloud", "kubernetes", "folder")),
          Map.entry("cli", Set.of("api", "cloud", "kubernetes", "folder")),
          Map.entry(
              "runtime",
              Set.of(
                  "api",
                  "cloud",
                  "kubernetes",
                  "folder",
                  "deletion",
                  "resource",
                  "inventory",
                  "recovery",
                  "cli",
                  "emulator")),
          Map.entry("emulator", Set.of()));

  @ArchTest
  static final ArchRule shouldLieInKnownRoom =
      classes().should(hold("lie in a room that this test knows", c -> ROOMS.containsKey(room(c))));

  @ArchTest
  static final ArchRule shouldUseOnlyRoomsNamedAfterItsOwn =
      classes()
          .should(
              new ArchCondition<>("use only the rooms named after their own") {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                  user.getDirectDependenciesFromSelf().stream()
                      .filter(d -> !mayUse(user, d.getTargetClass().getBaseComponentType()))
                      .forEach(
                          d -> events.add(SimpleConditionEvent.violated(user, d.getDescription())));
                }
              });

  @ArchTest
  static final ArchRule shouldLeaveHttpToCloud =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".cloud..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "java.net.http..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(URLConnection.class)
          .orShould()
          .callMethod(URL.class, "openStream")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldDecideWithoutTheWorld =
      classes()
          .that()
          .resideInAnyPackage(
              ROOT + ".folder..",
              ROOT + ".deletion..",
              ROOT + ".resource..",
              ROOT + ".inventory..",
              ROOT + ".recovery..")
          .and()
          .haveNameMatching(
              ".*(Decision|Readiness|StatusDraft|Freshness|Wanted|Clearance|Outcome|Plans|Layouts|Tasks|Goal|Lookup|Mirror|BackupsSummary|Statuses|TaskLookups|FolderSnapshot).*")
          .should(new PureCondition(ROOT))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule shouldSayWhatAClassIs =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)([$].*)?");

  @ArchTest
  static final ArchRule shouldBeNullMarked =
      classes()
          .should(
              hold(
                  "lie in a package whose package-info says @NullMarked",
                  c -> c.getPackage().isAnnotatedWith(NullMarked.class)));

  private static boolean mayUse(JavaClass user, JavaClass used) {
    if (!used.getPackageName().startsWith(ROOT)) {
      return true;
    }
    String own = room(user);
    String other = room(used);
    return own.equals(other)
        || ROOMS.getOrDefault(own, Set.of()).contains(other)
        || (own.equals("emulator") && other.equals("cloud") && isOrIsInRecord(used));
  }

  /** The cloud's messages: what the emulator shares with the client that is tried against it. */
  private static boolean isOrIsInRecord(JavaClass type) {
    Optional<JavaClass> outer = type.getEnclosingClass();
    return type.isRecord() || (outer.isPresent() && isOrIsInRecord(outer.get()));
  }

  private static String room(JavaClass type) {
    String path = type.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", "");
    int end = path.indexOf('.');
    return end < 0 ? path : path.substring(0, end);
  }

  private static ArchCondition<JavaClass> hold(String description, Predicate<JavaClass> condition) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!condition.test(type)) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " doesn't " + description));
        }
      }
    };
  }
}
