package io.cloudbackup.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Authorities that may vouch for the cloud's endpoints, beside those that the Java runtime trusts.
 */
public record CaBundle(List<X509Certificate> authorities) {
  /** Only those that the Java runtime trusts. */
  public static final CaBundle NONE = new CaBundle(List.of());

  public CaBundle {
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads a file of certificates in PEM.
   *
   * @throws IllegalArgumentException where there are none in it; the message says which file
   */
  public static CaBundle read(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) each);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("The CA bundle " + file + " can't be read.", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "The CA bundle " + file + " holds something else than certificates in PEM.", e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("The CA bundle " + file + " holds no certificate.");
    }
    return new CaBundle(found);
  }

  /** A client that trusts them. */
  OkHttpClient client() {
    if (authorities.isEmpty()) {
      return new OkHttpClient();
    }
    try {
      X509TrustManager trust = with(authorities);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {trust}, null);
      return new OkHttpClient.Builder().sslSocketFactory(tls.getSocketFactory(), trust).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime can't hold the CA bundle", e);
    }
  }

  /** What to do about a connection that failed; empty where it was not for a certificate. */
  static String advice(IOException failure) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return ". Its certificate is of another host: correct the endpoint, or the certificate";
    }
    boolean untrusted = failure instanceof SSLException && causedByCertificate(failure);
    return untrusted
        ? ". Nobody whom the operator trusts vouches for its certificate: for an authority of your"
            + " own, put its certificate into the operator's CA bundle (CLOUD_BACKUP_CA_BUNDLE)"
        : "";
  }

  private static boolean causedByCertificate(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static X509TrustManager with(List<X509Certificate> more)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    List<X509Certificate> all = new ArrayList<>(List.of(trust(null).getAcceptedIssuers()));
    all.addAll(more);
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("authority-" + i, all.get(i));
    }
    return trust(store);
  }

  private static X509TrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the Java runtime knows no X.509"));
  }
}
