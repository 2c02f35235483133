package io.cloudbackup.emulator;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a scenario and checks what only the whole of it can show. */
final class ScenarioReader {
  private final String name;

  ScenarioReader(String name) {
    this.name = name;
  }

  Scenario read(String yaml) {
    try {
      Scenario scenario = Json.YAML.readValue(yaml, Scenario.class);
      if (scenario == null) {
        throw wrong("it is empty", null);
      }
      check(scenario);
      return scenario;
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds() == null
              ? ""
              : "; known are "
                  + e.getKnownPropertyIds().stream()
                      .map(String::valueOf)
                      .sorted()
                      .collect(Collectors.joining(", "));
      throw wrong(place(e, yaml) + "unknown key \"" + e.getPropertyName() + "\"" + known, e);
    } catch (JsonProcessingException e) {
      throw wrong(place(e, yaml) + Json.reason(e), e);
    }
  }

  private void check(Scenario scenario) {
    Set<String> folders = new HashSet<>();
    for (Scenario.Folder folder : scenario.folders()) {
      require(folders.add(folder.id()), "the folder " + folder.id() + " is there twice");
    }
    require(!folders.isEmpty(), "it has no folders: a scenario needs at least one");
    for (Scenario.ServiceAccount account : scenario.serviceAccounts()) {
      for (String folder : account.folders()) {
        require(
            folders.contains(folder),
            "the service account "
                + account.id()
                + " names the folder "
                + folder
                + ", which isn't there");
      }
    }
    checkFederations(scenario);
    String metadata = scenario.metadataAccount();
    require(
        metadata.isEmpty()
            || scenario.serviceAccounts().stream().anyMatch(one -> one.id().equals(metadata)),
        "metadataAccount names the service account " + metadata + ", which isn't there");
    checkMachines(scenario.machines(), folders);
  }

  private void checkFederations(Scenario scenario) {
    Set<String> issuers = new HashSet<>();
    for (Scenario.Federation federation : scenario.federations()) {
      require(
          issuers.add(federation.issuer()),
          "the federation of " + federation.issuer() + " is there twice");
    }
    for (Scenario.ServiceAccount account : scenario.serviceAccounts()) {
      require(
          account.subjects().isEmpty() || !issuers.isEmpty(),
          "the service account "
              + account.id()
              + " trusts subjects, but there are no federations whose tokens could be theirs");
    }
  }

  private void checkMachines(List<MachineSpec> machines, Set<String> folders) {
    Set<String> ids = new HashSet<>();
    for (MachineSpec machine : machines) {
      String id = machine.generate() > 0 ? machine.idPrefix() + "*" : machine.id();
      require(ids.add(id), "the machine " + id + " is there twice");
      require(
          machine.folder().isEmpty() || folders.contains(machine.folder()),
          "the machine " + id + " names the folder " + machine.folder() + ", which isn't there");
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw wrong(otherwise, null);
    }
  }

  private ScenarioException wrong(String what, @Nullable Throwable cause) {
    return new ScenarioException(name + ": " + what, cause);
  }

  private static String place(JsonProcessingException e, String yaml) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      JsonLocation location = e.getLocation();
      return location == null ? "" : "line " + location.getLineNr() + ": ";
    }
    StringBuilder path = new StringBuilder();
    JsonPointer pointer = JsonPointer.empty();
    for (JsonMappingException.Reference part : mapping.getPath()) {
      boolean item = part.getIndex() >= 0;
      path.append(item ? "[" + part.getIndex() + "]" : "." + part.getFieldName());
      pointer =
          item ? pointer.appendIndex(part.getIndex()) : pointer.appendProperty(part.getFieldName());
    }
    String name = path.substring(path.charAt(0) == '.' ? 1 : 0);
    return "line " + line(pointer, yaml) + ": at " + name + ": ";
  }

  /** Where a member begins. Jackson's own location is that of the record's end. */
  private static int line(JsonPointer pointer, String yaml) {
    try (JsonParser parser = Json.YAML.createParser(yaml)) {
      while (parser.nextToken() != null) {
        if (parser.getParsingContext().pathAsPointer().equals(pointer)) {
          return parser.currentTokenLocation().getLineNr();
        }
      }
      return 1;
    } catch (IOException e) {
      throw new UncheckedIOException("the scenario was readable a moment ago", e);
    }
  }
}
