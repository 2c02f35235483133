package io.cloudbackup.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON file of a service account's authorized key, as {@code yc iam key create --output} writes
 * it. The cloud's Go SDK reads camelCase names too, and so does this.
 */
public final class AuthorizedKeyFile {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String REMEDY =
      " Use the file that `yc iam key create --service-account-name <name> --output key.json`"
          + " writes.";

  private AuthorizedKeyFile() {}

  /**
   * Reads the file and checks that its key is whole.
   *
   * @throws InvalidCredentialsException where it is no usable key; the message shows no part of it
   */
  public static Credentials.AuthorizedKey parse(String json) {
    JsonNode file = read(json);
    if (!file.isObject()) {
      throw new InvalidCredentialsException("The authorized key is no JSON object." + REMEDY);
    }
    if (!text(file, "user_account_id", "userAccountId").isBlank()) {
      throw new InvalidCredentialsException(
          "The authorized key belongs to a user account, which can't be used for this." + REMEDY);
    }
    Credentials.AuthorizedKey key =
        new Credentials.AuthorizedKey(
            required(file, "id", "id"),
            required(file, "service_account_id", "serviceAccountId"),
            required(file, "private_key", "privateKey"));
    RsaKeys.parse(key.privateKey());
    return key;
  }

  private static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException _) {
      // Its message can quote the key.
      throw new InvalidCredentialsException("The authorized key is not JSON." + REMEDY);
    }
  }

  private static String required(JsonNode file, String name, String camelCase) {
    String value = text(file, name, camelCase);
    if (value.isBlank()) {
      throw new InvalidCredentialsException("The authorized key has no \"" + name + "\"." + REMEDY);
    }
    return value;
  }

  private static String text(JsonNode file, String name, String camelCase) {
    return file.path(file.hasNonNull(name) ? name : camelCase).asText("");
  }
}
