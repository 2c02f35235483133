package io.cloudbackup.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: the scenario's tokens, and those that were issued. Tokens live in real time, not in
 * the emulated cloud's, since clients check them by their own clocks.
 */
final class Accounts {
  private final Clock clock;
  private final Ids ids;
  private final Map<String, Caller> byToken = new HashMap<>();
  private final Map<String, Issued> issued = new HashMap<>();
  private final Map<String, Caller> byAccount = new HashMap<>();
  private JwtVerifier verifier = new JwtVerifier(Map.of());
  private SubjectVerifier subjectVerifier = new SubjectVerifier(List.of());
  private final Map<String, Set<String>> subjects = new HashMap<>();
  private String metadataAccount = "";
  private boolean anyToken;

  Accounts(Clock clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** A token for a service account, and when it ends. */
  record Issued(String token, Caller caller, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[" + caller.accountId() + ", " + expiresAt + ", redacted]";
    }
  }

  synchronized void load(Scenario scenario) {
    byToken.clear();
    issued.clear();
    byAccount.clear();
    subjects.clear();
    anyToken = scenario.anyToken();
    metadataAccount = scenario.metadataAccount();
    Map<String, JwtVerifier.AccountKey> keys = new HashMap<>();
    for (Scenario.ServiceAccount account : scenario.serviceAccounts()) {
      Caller caller = new Caller(account.id(), false, Set.copyOf(account.folders()));
      byAccount.put(account.id(), caller);
      subjects.put(account.id(), Set.copyOf(account.subjects()));
      account.tokens().forEach(token -> byToken.put(token, caller));
      for (Scenario.Key key : account.keys()) {
        keys.put(key.id(), new JwtVerifier.AccountKey(account.id(), JwtVerifier.publicKey(key)));
      }
    }
    verifier = new JwtVerifier(keys);
    subjectVerifier = new SubjectVerifier(scenario.federations());
  }

  /**
   * The caller behind the header Authorization.
   *
   * @throws ApiException UNAUTHENTICATED
   */
  synchronized Caller caller(String authorization) {
    if (!authorization.startsWith("Bearer ")) {
      throw unauthenticated(
          "The token is missing: send the header Authorization: Bearer <IAM token>.");
    }
    String token = authorization.substring("Bearer ".length()).strip();
    Caller known = byToken.get(token);
    Issued fresh = issued.get(token);
    if (known != null) {
      return known;
    }
    if (fresh != null && fresh.expiresAt().isAfter(clock.instant())) {
      return fresh.caller();
    }
    if (anyToken && fresh == null && !token.isEmpty()) {
      return new Caller("anybody", true, Set.of());
    }
    throw unauthenticated("Token is invalid or has expired.");
  }

  /** Exchanges a JWT that an authorized key signed for a token. */
  synchronized Issued exchange(String jwt, Duration lifetime) {
    return issue(byAccount.get(verifier.verify(jwt, clock.instant())), lifetime);
  }

  /** Exchanges a Kubernetes token for one of the account that {@code audience} names. */
  synchronized Issued exchangeSubject(String jwt, String audience, Duration lifetime) {
    String subject = subjectVerifier.verify(jwt, clock.instant());
    if (!byAccount.containsKey(audience)) {
      throw unauthenticated("There is no service account " + audience + ".");
    }
    if (!subjects.getOrDefault(audience, Set.of()).contains(subject)) {
      throw unauthenticated(
          "The service account " + audience + " does not trust the subject " + subject + ".");
    }
    return issue(byAccount.get(audience), lifetime);
  }

  /** A token of the service account that is attached to the emulated machine. */
  synchronized Issued forMetadata(Duration lifetime) {
    if (metadataAccount.isEmpty()) {
      throw ApiException.notFound(
          "No service account is attached: the scenario has no metadataAccount.");
    }
    return issue(byAccount.get(metadataAccount), lifetime);
  }

  private Issued issue(@Nullable Caller caller, Duration lifetime) {
    if (caller == null) {
      throw unauthenticated("The service account is unknown.");
    }
    Instant now = clock.instant();
    issued.values().removeIf(old -> old.expiresAt().plus(Duration.ofHours(1)).isBefore(now));
    Issued token = new Issued(ids.token(), caller, now.plus(lifetime));
    issued.put(token.token(), token);
    return token;
  }

  /** Ends every token that was issued. */
  synchronized void revokeIssued() {
    issued.replaceAll((token, old) -> new Issued(token, old.caller(), clock.instant()));
  }

  static ApiException unauthenticated(String message) {
    return new ApiException(GrpcCode.UNAUTHENTICATED, message);
  }
}
