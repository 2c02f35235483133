package io.cloudbackup.cloud;

import static io.cloudbackup.cloud.MockCloud.answer;
import static io.cloudbackup.cloud.MockCloud.json;
import static io.cloudbackup.cloud.MockCloud.only;
import static io.cloudbackup.cloud.MockCloud.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTokensTest {
  private final FakeTime time = new FakeTime();
  private final MockWebServer server = MockCloud.start();
  private final MetadataTokens metadata = at(uri(server));

  @AfterEach
  void close() {
    server.shutdown();
  }

  private MetadataTokens at(URI address) {
    return new MetadataTokens(address, TestApi.http(TestApi.SETTINGS, time.runtime()));
  }

  private static CloudError failure(MetadataTokens metadata) {
    CloudError error = catchThrowableOfType(CloudException.class, metadata::get).error();
    assertThat(error.ambiguous()).as("the call that it is for was not sent").isFalse();
    assertThat(error.call()).isEqualTo("MetadataToken.get");
    return error;
  }

  @Test
  void shouldAskAsTheMetadataServiceWantsIt() {
    server.enqueue(
        json("{\"access_token\":\"t1.node\",\"expires_in\":1800,\"token_type\":\"Bearer\"}"));

    IssuedToken issued = metadata.get();

    assertThat(issued).isEqualTo(new IssuedToken("t1.node", Duration.ofMinutes(30)));
    RecordedRequest request = only(server);
    assertThat(request.getRequestLine())
        .isEqualTo("GET /computeMetadata/v1/instance/service-accounts/default/token HTTP/1.1");
    assertThat(request.getHeader("Metadata-Flavor")).isEqualTo("Google");
    assertThat(request.getHeader("Authorization")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"''", "'{\"code\":5,\"message\":\"none\"}'", "'<html>'"})
  void shouldSayThatNoServiceAccountIsAttached(String body) {
    server.enqueue(answer(404, body));

    CloudError error = failure(metadata);

    assertThat(error.kind()).isEqualTo(Kind.NO_TOKEN);
    assertThat(error.reason()).isEqualTo("NoServiceAccountAttached");
    assertThat(error.message()).contains("yc compute instance update");
  }

  @ParameterizedTest
  @CsvSource({"302, ''", "403, ''", "500, ''", "200, '<html>'", "200, '{}'"})
  void shouldTryAgainWhenTheAnswerIsNoToken(int status, String body) {
    server.enqueue(answer(status, body, "Location: " + uri(server)));

    CloudError error = failure(metadata);

    assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(error.reason()).isEqualTo("MetadataUnavailable");
    assertThat(error.message()).contains("http://127.0.0.1", "tried again");
    assertThat(server.getRequestCount()).as("no redirect is followed").isEqualTo(1);
  }

  @Test
  void shouldSayWhereTheServiceIsMissing() {
    CloudError error = failure(at(URI.create("http://127.0.0.1:1")));

    assertThat(error.reason()).isEqualTo("MetadataUnavailable");
    assertThat(error.message()).contains("no connection to 127.0.0.1");
  }
}
