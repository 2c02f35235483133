package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One aspect of an object's state, as Kubernetes' own conditions. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required @Size(max = 64) @JsonPropertyDescription("Which aspect of the object this is about.")
        String type,
    @Required @Size(max = 16) @JsonPropertyDescription("True, False or Unknown.") String status,
    @Required
        @Size(max = 128)
        @JsonPropertyDescription("Why, as one stable CamelCase word for programs.")
        String reason,
    @Size(max = 4096) @JsonPropertyDescription("Why, for a person, and what to do about it.")
        String message,
    @Required @Size(max = 32) @JsonPropertyDescription("When the status last changed. RFC 3339.")
        String lastTransitionTime,
    @JsonPropertyDescription("The metadata.generation that this was said of.")
        @Nullable Long observedGeneration) {
  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";

  /** The conditions after kstatus, which every kind has. */
  public static final String READY = "Ready";

  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";

  public Condition {
    type = Objects.requireNonNullElse(type, "");
    status = Objects.requireNonNullElse(status, UNKNOWN);
    reason = Objects.requireNonNullElse(reason, "");
    message = limit(Objects.requireNonNullElse(message, ""), 4096);
    lastTransitionTime = Objects.requireNonNullElse(lastTransitionTime, "");
  }

  /** A condition whose time is still to be found by {@link #merge}. */
  public static Condition of(String type, String status, String reason, String message) {
    return new Condition(type, status, reason, message, "", null);
  }

  /** A condition that is True or False. */
  public static Condition of(String type, boolean status, String reason, String message) {
    return of(type, status ? TRUE : FALSE, reason, message);
  }

  /** Whether it is one of those that every kind has. */
  @JsonIgnore
  public boolean isKstatus() {
    return type.equals(READY) || type.equals(RECONCILING) || type.equals(STALLED);
  }

  /** The fresh conditions, each with the time since when it has had its status. */
  public static List<Condition> merge(
      List<Condition> before, List<Condition> fresh, @Nullable Long generation, Instant now) {
    List<Condition> merged = new ArrayList<>();
    for (Condition condition : fresh) {
      String since =
          find(before, condition.type)
              .filter(old -> old.status.equals(condition.status))
              .map(Condition::lastTransitionTime)
              .orElse(Rfc3339.seconds(now));
      // One that was carried over still speaks of the generation that it was said of.
      Long about = condition.observedGeneration == null ? generation : condition.observedGeneration;
      merged.add(
          new Condition(
              condition.type, condition.status, condition.reason, condition.message, since, about));
    }
    return List.copyOf(merged);
  }

  /** The condition of that type. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type.equals(type)).findFirst();
  }

  /** Whether there is a condition of that type with the status True. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> c.status.equals(TRUE)).isPresent();
  }

  /** A text cut to the length that a field of the schema takes, on a whole character. */
  public static String limit(String text, int length) {
    if (text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
  }
}
