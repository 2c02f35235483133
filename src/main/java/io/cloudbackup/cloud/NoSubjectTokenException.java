package io.cloudbackup.cloud;

/**
 * There is no token to exchange for an IAM token. The message says why and what to do, and shows no
 * token.
 */
public final class NoSubjectTokenException extends RuntimeException {
  private final String reason;
  private final boolean lasting;

  /**
   * @param reason stable, for programs
   * @param lasting whether somebody has to mend it, so that it won't pass by itself
   */
  public NoSubjectTokenException(String reason, String message, boolean lasting) {
    super(message);
    this.reason = reason;
    this.lasting = lasting;
  }

  /** Stable, for programs. */
  public String reason() {
    return reason;
  }

  /** Whether somebody has to mend it. */
  public boolean lasting() {
    return lasting;
  }
}
