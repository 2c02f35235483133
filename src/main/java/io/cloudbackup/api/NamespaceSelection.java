package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of namespaces, as the Gateway API selects them. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "(self.from == 'Selector') == has(self.selector)",
    message = "set selector where from is Selector, and only there")
public record NamespaceSelection(
    @Default("Same")
        @JsonPropertyDescription(
            "Same: the BackupFolder's own namespace. All: every namespace. Selector: those that selector matches.")
        From from,
    @Nullable @JsonPropertyDescription("Which namespaces, by their labels.") Selector selector) {
  static final NamespaceSelection SAME = new NamespaceSelection(From.Same, null);

  public NamespaceSelection {
    from = from == null ? From.Same : from;
  }

  /** Where the namespaces come from. */
  public enum From {
    Same,
    All,
    Selector;

    /** The careful value where a newer schema allowed one that is unknown here. */
    @JsonCreator
    static From of(String text) {
      return switch (text) {
        case "All" -> All;
        case "Selector" -> Selector;
        default -> Same;
      };
    }
  }

  /** Labels that a namespace must carry. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Selector(
      @Required
          @Size(min = 1, max = 16)
          @JsonPropertyDescription("Labels and their values, all of which a namespace must carry.")
          Map<String, String> matchLabels) {
    public Selector {
      matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    }
  }
}
