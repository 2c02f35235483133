package io.cloudbackup.folder;

import java.net.URI;
import java.util.Set;

/**
 * Who may use the service account that is attached to the machine on which the operator runs. That
 * account is the machine's, not a team's, so the operator's settings say it and never a folder.
 *
 * @param namespaces whose folders may; none where it is empty
 * @param address of the metadata service
 */
public record MetadataSettings(Set<String> namespaces, URI address) {
  /** Where every machine of Yandex Cloud has it. */
  public static final URI DOCUMENTED = URI.create("http://169.254.169.254");

  /** Nobody may. */
  public static final MetadataSettings OFF = new MetadataSettings(Set.of(), DOCUMENTED);

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException where it is no base URL
   */
  public MetadataSettings {
    namespaces = Set.copyOf(namespaces);
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    String path = address.getRawPath();
    if (!web || address.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(
          "The address of the metadata service '" + address + "' is not of the form http://host");
    }
  }
}
