package io.cloudbackup.cloud;

/** Where the IAM tokens of one set of credentials come from. */
public interface TokenSource {
  /**
   * A token that should be accepted now; blocks while the first one is fetched.
   *
   * @throws CloudException where there is none; its error is never ambiguous, since the call that
   *     the token is for was not sent
   */
  String token();

  /** The cloud did not accept this token, so the next one is to be another where that can be. */
  void refused(String token);
}
