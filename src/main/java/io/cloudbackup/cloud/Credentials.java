package io.cloudbackup.cloud;

import java.net.URI;

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
      if (!IssuedToken.wellFormed(token)) {
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

  /**
   * A token of another issuer that the service account trusts: it is exchanged for an IAM token.
   *
   * @param serviceAccountId the cloud's service account
   * @param subject whose token it is
   */
  record WorkloadIdentity(String serviceAccountId, SubjectTokens subject) implements Credentials {}

  /**
   * The service account that is attached to the machine on which this process runs.
   *
   * @param address of the metadata service, such as {@code http://169.254.169.254}
   */
  record InstanceMetadata(URI address) implements Credentials {}
}
