package io.cloudbackup.cloud;

/** What a service account proves itself with. Their text never shows the secret. */
public sealed interface Credentials {
  /** A ready IAM token, which somebody else renews. */
  record IamToken(String token) implements Credentials {
    /**
     * Blanks around the token, such as the line break at the end of a file, are no part of it.
     *
     * @throws InvalidCredentialsException where nothing is left, or what no token has
     */
    public IamToken {
      token = token.strip();
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new InvalidCredentialsException(
            "The IAM token is empty or has characters that no IAM token has. Use the text that"
                + " `yc iam create-token` prints.");
      }
    }

    @Override
    public String toString() {
      return "IamToken[redacted]";
    }
  }

  /**
   * An authorized key of a service account.
   *
   * @param id of the key
   * @param serviceAccountId whose key it is
   * @param privateKey PEM, PKCS#8, perhaps after a line of preamble
   */
  record AuthorizedKey(String id, String serviceAccountId, String privateKey)
      implements Credentials {
    @Override
    public String toString() {
      return "AuthorizedKey[id=" + id + ", serviceAccountId=" + serviceAccountId + ", redacted]";
    }
  }
}
