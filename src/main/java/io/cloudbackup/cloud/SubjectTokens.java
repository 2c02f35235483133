package io.cloudbackup.cloud;

/**
 * Whose tokens are exchanged for IAM tokens. Equal where the tokens would be the same holder's, for
 * the same audience.
 */
public interface SubjectTokens {
  /**
   * A fresh token, signed by an issuer that the service account trusts.
   *
   * @throws NoSubjectTokenException where there is none
   */
  String fresh();

  /** Whose tokens they are and for whom, for a person; never a token. */
  String description();
}
