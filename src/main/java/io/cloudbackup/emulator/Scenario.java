package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What the emulated cloud holds when it starts.
 *
 * @param federations whose tokens service accounts can trust
 * @param anyToken whether every token is accepted and may use every folder
 * @param metadataAccount whose tokens the machine's metadata gives; empty for none
 * @param policies ids only; the first is what machines without a named one use
 */
public record Scenario(
    List<Folder> folders,
    List<ServiceAccount> serviceAccounts,
    List<Federation> federations,
    boolean anyToken,
    String metadataAccount,
    List<String> policies,
    List<MachineSpec> machines,
    List<Fault> faults,
    Settings settings) {
  private static final String DEMO =
      """
      folders: [{id: b1gdemo}]
      serviceAccounts:
        - {id: ajedemo, folders: [b1gdemo], tokens: [t1.demo]}
      policies: [cdgdaily]
      settings: {recoveryDuration: 30s}
      machines:
        - id: epdweb1
          schedule: {every: 40s, duration: 15s, first: 5s}
          backups: [{age: 48h}, {age: 24h, type: INCREMENTAL, size: 100MiB}]
        - {id: epddb1, backups: [{age: 26h, size: 8GiB}]}
        - {id: epdold1, online: false, backups: [{age: 40d}]}
        - {id: epdnew1, initStatus: REGISTERING, status: OTHER}
      """;

  public Scenario {
    folders = folders == null ? List.of() : List.copyOf(folders);
    serviceAccounts = serviceAccounts == null ? List.of() : List.copyOf(serviceAccounts);
    federations = federations == null ? List.of() : List.copyOf(federations);
    metadataAccount = Objects.requireNonNullElse(metadataAccount, "");
    policies =
        policies == null || policies.isEmpty() ? List.of("cdgdefault") : List.copyOf(policies);
    machines = machines == null ? List.of() : List.copyOf(machines);
    faults = faults == null ? List.of() : List.copyOf(faults);
    settings = settings == null ? Json.emptySettings() : settings;
  }

  /** One folder with a few machines, for a first try: folder b1gdemo, token t1.demo. */
  public static Scenario demo() {
    return parse(DEMO, "the built-in scenario");
  }

  /** Reads a scenario's YAML. */
  public static Scenario parse(String yaml) {
    return parse(yaml, "the scenario");
  }

  /**
   * Reads a scenario file.
   *
   * @throws ScenarioException where it can't be read or is wrong
   */
  public static Scenario read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ScenarioException("can't read the scenario " + file + ": " + e, e);
    }
  }

  private static Scenario parse(String yaml, String name) {
    return new ScenarioReader(name).read(yaml);
  }

  /** A cloud folder. */
  public record Folder(String id) {
    public Folder {
      if (id == null || id.isEmpty() || id.length() > 50) {
        throw new IllegalArgumentException("a folder needs an id of 1 to 50 characters");
      }
    }
  }

  /**
   * Who may use which folders.
   *
   * @param keys public halves of authorized keys
   * @param tokens IAM tokens that are accepted as they are, for ever
   * @param subjects whose Kubernetes tokens are exchanged for this account's:
   *     system:serviceaccount:NAMESPACE:NAME
   */
  public record ServiceAccount(
      String id, List<String> folders, List<Key> keys, List<String> tokens, List<String> subjects) {
    public ServiceAccount {
      if (id == null || id.isEmpty()) {
        throw new IllegalArgumentException("a service account needs an id");
      }
      folders = folders == null ? List.of() : List.copyOf(folders);
      keys = keys == null ? List.of() : List.copyOf(keys);
      tokens = tokens == null ? List.of() : List.copyOf(tokens);
      subjects = subjects == null ? List.of() : List.copyOf(subjects);
    }

    @Override
    public String toString() {
      return "ServiceAccount[id=" + id + ", folders=" + folders + ", redacted]";
    }
  }

  /**
   * A workload identity federation: an issuer of tokens that are exchanged for IAM tokens.
   *
   * @param issuer the tokens' {@code iss}
   * @param audiences which of the tokens' {@code aud} are taken
   * @param jwks the issuer's keys, as {@code kubectl get --raw /openid/v1/jwks} prints them
   */
  public record Federation(String issuer, List<String> audiences, Jwks jwks) {
    public Federation {
      audiences = audiences == null ? List.of() : List.copyOf(audiences);
      if (issuer == null || issuer.isEmpty() || audiences.isEmpty() || jwks == null) {
        throw new IllegalArgumentException("a federation needs an issuer, audiences and jwks");
      }
    }
  }

  /** A JSON Web Key Set (RFC 7517). */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Jwks(List<Jwk> keys) {
    public Jwks {
      keys = keys == null ? List.of() : List.copyOf(keys);
    }
  }

  /** An RSA key of such a set. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Jwk(String kty, String kid, String n, String e) {
    public Jwk {
      kty = Objects.requireNonNullElse(kty, "");
      kid = Objects.requireNonNullElse(kid, "");
      n = Objects.requireNonNullElse(n, "");
      e = Objects.requireNonNullElse(e, "");
    }
  }

  /**
   * The public half of an authorized key.
   *
   * @param publicKey PEM, as {@code yc iam key create} and {@code openssl rsa -pubout} print it
   */
  public record Key(String id, String publicKey) {
    public Key {
      id = Objects.requireNonNullElse(id, "");
      publicKey = Objects.requireNonNullElse(publicKey, "");
    }
  }
}
