package io.cloudbackup.cloud;

import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.QueueDispatcher;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the cloud says and hears in a test, with a mock web server in its place. */
final class MockCloud {
  // Kept here, since java.util.logging forgets the level of a logger that nobody holds.
  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  static {
    // Three lines for each test otherwise.
    SERVER_LOG.setLevel(Level.WARNING);
  }

  private MockCloud() {}

  /** A server that answers with what is enqueued, and an unexpected request with HTTP 599. */
  static MockWebServer start() {
    MockWebServer server = new MockWebServer();
    // Without it, an unexpected request would wait until the client gives up.
    server.setDispatcher(
        new QueueDispatcher().setFailFastResponse(new MockResponse().setResponseCode(599)));
    server.start();
    return server;
  }

  static URI uri(MockWebServer server) {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  static MockResponse json(String body) {
    return answer(200, body, "Content-Type: application/json");
  }

  static MockResponse answer(int status, String body, String... headers) {
    MockResponse response = new MockResponse().setResponseCode(status).setBody(body);
    for (String header : headers) {
      response.addHeader(header);
    }
    return response;
  }

  /** The requests since the last look, in the order in which they came. */
  static List<RecordedRequest> received(MockWebServer server) {
    List<RecordedRequest> requests = new ArrayList<>();
    try {
      for (RecordedRequest next = server.takeRequest(0, TimeUnit.SECONDS);
          next != null;
          next = server.takeRequest(0, TimeUnit.SECONDS)) {
        requests.add(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return requests;
  }

  /** The one request since the last look. */
  static RecordedRequest only(MockWebServer server) {
    List<RecordedRequest> requests = received(server);
    if (requests.size() != 1) {
      throw new AssertionError("one request expected, came: " + requests);
    }
    return requests.getFirst();
  }

  static String body(RecordedRequest request) {
    return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
  }
}
