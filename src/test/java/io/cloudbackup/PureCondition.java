package io.cloudbackup;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A class, and every class of ours that it reaches, knows no Kubernetes client, no operator
 * framework, no HTTP and no log, and takes neither time nor chance from the machine.
 */
final class PureCondition extends ArchCondition<JavaClass> {
  private static final List<String> FORBIDDEN =
      List.of(
          "io.fabric8.kubernetes.client.",
          "io.javaoperatorsdk.",
          "okhttp3.",
          "java.net.http.",
          "org.slf4j.",
          "java.time.Clock",
          "java.util.Random",
          "java.util.concurrent.ThreadLocalRandom",
          "java.security.SecureRandom");

  private static final Set<String> IMPURE_CALLS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID");

  private final String root;

  PureCondition(String root) {
    super("depend, with what they use, on no client, framework, log, clock or chance");
    this.root = root;
  }

  @Override
  public void check(JavaClass decision, ConditionEvents events) {
    for (JavaClass type : reached(decision, new HashSet<>())) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        if (FORBIDDEN.stream().anyMatch(target::startsWith)) {
          violated(decision, dependency.getDescription(), events);
        }
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (impure(access)) {
          violated(decision, access.getDescription(), events);
        }
      }
    }
  }

  private Set<JavaClass> reached(JavaClass from, Set<JavaClass> found) {
    if (from.getPackageName().startsWith(root) && found.add(from)) {
      from.getDirectDependenciesFromSelf()
          .forEach(d -> reached(d.getTargetClass().getBaseComponentType(), found));
    }
    return found;
  }

  private static boolean impure(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return IMPURE_CALLS.contains(owner + "." + access.getName())
        || (owner.startsWith("java.time.") && access.getName().equals("now"));
  }

  private static void violated(JavaClass decision, String what, ConditionEvents events) {
    events.add(
        SimpleConditionEvent.violated(decision, decision.getSimpleName() + " reaches: " + what));
  }
}
