package io.cloudbackup.cloud;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints the operator may send tokens to. A pattern is {@code scheme://host} or {@code
 * scheme://host:port}: {@code *} in the host stands for one or more whole DNS labels, {@code *} as
 * the port for any port, and no port for the scheme's own. IPv6 addresses and hosts outside ASCII
 * are never allowed, IPv4 addresses only by a pattern without {@code *} in the host, and names that
 * mean something within a machine or a cluster only by one that doesn't end in {@code *}.
 */
public record AllowedEndpoints(List<String> patterns) {
  private static final int LONGEST_HOST = 253;
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
  private static final String OCTET = "(?:0|[1-9][0-9]{0,2})";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern FORM =
      Pattern.compile("(https?)://([a-z0-9*.-]+)(?::(\\*|[0-9]{1,5}))?/?");

  // A pod's resolver completes names of one or two labels: kubernetes.default. It completes longer
  // ones too, a StatefulSet's pod.service.namespace, which no form tells from the cloud's.
  private static final Pattern INTERNAL =
      Pattern.compile(
          "[^.]+(?:\\.[^.]+)?|.*\\.(?:localhost|local|internal)|.*\\.(?:svc|pod)(?:\\..*)?");

  /** Yandex Cloud's own hosts, over TLS. */
  public static final AllowedEndpoints DEFAULT =
      parse("https://*.api.cloud.yandex.net,https://auth.yandex.cloud");

  /**
   * Checks the patterns.
   *
   * @throws IllegalArgumentException where a pattern has another form
   */
  public AllowedEndpoints {
    patterns = patterns.stream().map(p -> p.toLowerCase(Locale.ROOT)).toList();
    patterns.forEach(AllowedEndpoints::form);
  }

  /**
   * From a comma-separated list.
   *
   * @throws IllegalArgumentException where a pattern has another form
   */
  public static AllowedEndpoints parse(String list) {
    return new AllowedEndpoints(
        Arrays.stream(list.split(",")).map(String::strip).filter(p -> !p.isEmpty()).toList());
  }

  /** Why something is no endpoint, as a sentence; empty where it is one. */
  public static Optional<String> malformed(URI endpoint) {
    return flaw(endpoint).map(flaw -> "The endpoint " + shown(endpoint) + " " + flaw + ".");
  }

  /** Why an endpoint may not be used, as a sentence; empty where it may. */
  public Optional<String> refusal(URI endpoint) {
    Optional<String> malformed = malformed(endpoint);
    if (malformed.isPresent()) {
      return malformed;
    }
    if (patterns.stream().anyMatch(pattern -> matches(pattern, endpoint))) {
      return Optional.empty();
    }
    return Optional.of(
        "The endpoint "
            + shown(endpoint)
            + " is not among those that --allowed-endpoints (CLOUD_BACKUP_ALLOWED_ENDPOINTS) names: "
            + String.join(", ", patterns)
            + ".");
  }

  /**
   * @throws EndpointNotAllowedException where the endpoint may not be used
   */
  URI require(URI endpoint) {
    refusal(endpoint)
        .ifPresent(
            sentence -> {
              throw new EndpointNotAllowedException(sentence);
            });
    return endpoint;
  }

  private static Optional<String> flaw(URI endpoint) {
    String host = endpoint.getHost();
    if (schemePort(endpoint.getScheme()).isEmpty() || host == null) {
      return Optional.of("is not of the form https://host or https://host:port");
    }
    if (!plain(host.toLowerCase(Locale.ROOT))) {
      return Optional.of("has a host that is neither a plain DNS name nor an IPv4 address");
    }
    String authority = endpoint.getPort() < 0 ? host : host + ":" + endpoint.getPort();
    if (!authority.equals(endpoint.getRawAuthority())
        || endpoint.getPort() == 0
        || endpoint.getPort() > 65535) {
      return Optional.of("has a user or a broken port in it");
    }
    String path = endpoint.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      return Optional.of("has a path; it must end after the host or the port");
    }
    if (endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
      return Optional.of("has a query or a fragment; it must end after the host or the port");
    }
    return Optional.empty();
  }

  // Numbers of another form, such as 2130706433, are addresses for some resolvers.
  private static boolean plain(String host) {
    return host.length() <= LONGEST_HOST
        && HOST.matcher(host).matches()
        && (!NUMERIC.matcher(host).matches() || IPV4.matcher(host).matches())
        && isItselfToTheClient(host);
  }

  // A label of 64 characters, or one that only looks like Punycode.
  private static boolean isItselfToTheClient(String host) {
    HttpUrl url = HttpUrl.parse("https://" + host + "/");
    return url != null && url.host().equals(host);
  }

  private static boolean matches(String pattern, URI endpoint) {
    Matcher form = form(pattern);
    if (!form.group(1).equalsIgnoreCase(endpoint.getScheme())) {
      return false;
    }
    return hostMatches(form.group(2), endpoint.getHost().toLowerCase(Locale.ROOT))
        && portMatches(form.group(3), endpoint);
  }

  private static boolean hostMatches(String pattern, String host) {
    if ((pattern.contains("*") && IPV4.matcher(host).matches())
        || (pattern.endsWith("*") && INTERNAL.matcher(host).matches())) {
      return false;
    }
    return host.matches(
        Arrays.stream(pattern.split("\\."))
            .map(label -> label.equals("*") ? HOST.pattern() : Pattern.quote(label))
            .collect(Collectors.joining("\\.")));
  }

  private static boolean portMatches(@Nullable String port, URI endpoint) {
    int own = schemePort(endpoint.getScheme()).orElse(-1);
    int asked = endpoint.getPort() < 0 ? own : endpoint.getPort();
    return "*".equals(port) || asked == (port == null ? own : Integer.parseInt(port));
  }

  private static OptionalInt schemePort(@Nullable String scheme) {
    if ("https".equalsIgnoreCase(scheme)) {
      return OptionalInt.of(443);
    }
    return "http".equalsIgnoreCase(scheme) ? OptionalInt.of(80) : OptionalInt.empty();
  }

  private static Matcher form(String pattern) {
    Matcher form = FORM.matcher(pattern);
    if (!form.matches() || !wellFormedHost(form.group(2))) {
      throw new IllegalArgumentException(
          "The pattern \""
              + ErrorText.clean(pattern)
              + "\" for allowed endpoints is not of the form https://host or https://host:port,"
              + " where * is a whole part of the host or the whole port.");
    }
    return form;
  }

  private static boolean wellFormedHost(String host) {
    return HOST.matcher(host.replace('*', 'x')).matches()
        && Arrays.stream(host.split("\\."))
            .allMatch(label -> label.equals("*") || label.indexOf('*') < 0);
  }

  // A user's password, where somebody wrote one, is not shown.
  private static String shown(URI endpoint) {
    return ErrorText.clean(endpoint.toString().replaceFirst("//[^/?#]*@", "//[redacted]@"));
  }
}
