package io.cloudbackup.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A place on the way between the operator and the API server where requests that match stop: the
 * first one, and every later one that looks the same, such as a repetition.
 */
public final class Hold {
  /** Where a request stops. */
  public enum Side {
    /** The API server has not seen it. */
    BEFORE,
    /** The API server did what it asks; its answer waits. */
    AFTER
  }

  private final Side side;
  private final Pattern line;
  private final Pattern body;
  private final CountDownLatch hit = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger underWay = new AtomicInteger();

  Hold(Side side, String line, String body) {
    this.side = side;
    this.line = Pattern.compile(line);
    this.body = Pattern.compile(body);
  }

  boolean stops(String requestLine, String requestBody) {
    return released.getCount() > 0
        && line.matcher(requestLine).find()
        && body.matcher(requestBody).find();
  }

  Side side() {
    return side;
  }

  /** A request that will stop here is on its way. */
  void began() {
    underWay.incrementAndGet();
  }

  /** Stops it, until it may go on. */
  void stop() throws InterruptedException {
    hit.countDown();
    released.await();
  }

  /** It has come to its end, or its connection has. */
  void ended() {
    underWay.decrementAndGet();
  }

  boolean empty() {
    return underWay.get() == 0;
  }

  /** Whether a request has stopped here. */
  public boolean hit() {
    return hit.getCount() == 0;
  }

  /** Lets go on what stopped here; nothing stops here any more. */
  void release() {
    released.countDown();
  }
}
