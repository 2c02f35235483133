package io.cloudbackup.api;

/** Pieces of the validation rules (CEL) that several fields share. */
final class Rules {
  /**
   * Durations as Go and Kubernetes write them, in whole numbers, since the operator reads no
   * others; a comparison with {@code duration('...')} gives the range. Six digits in a text of 20
   * can't overflow CEL's durations, whose own error nobody would understand.
   */
  static final String DURATION = "self.matches('^([0-9]{1,6}(ms|s|m|h))+$') && duration(self) ";

  private static final String DATE =
      "2[0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";

  private static final String LEAP_DAY = "(2[0-9](0[48]|[2468][048]|[13579][26])|2[048]00)-02-29";

  /**
   * RFC 3339 with seconds and an offset, of the years 2000 to 2999. CEL's {@code timestamp()} would
   * answer a day that does not exist with an error of its own, and takes offsets that no zone has.
   */
  static final String TIME =
      "self.matches('^("
          + DATE
          + "|"
          + LEAP_DAY
          + ")T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$')";

  /** A base URL: scheme, host, perhaps a port, and neither path nor user. */
  static final String BASE_URL =
      "self.matches('^https?://([A-Za-z0-9.-]+|[[][0-9A-Fa-f:]+[]])(:[0-9]{1,5})?/?$')";

  /** Ids of the cloud: a path segment without escapes. */
  static final String ID = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$";

  /** Names of Kubernetes objects. */
  static final String NAME = "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$";

  /** Names of namespaces. */
  static final String NAMESPACE = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

  private Rules() {}
}
