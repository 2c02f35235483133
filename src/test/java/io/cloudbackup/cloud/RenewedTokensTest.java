package io.cloudbackup.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbackup.cloud.CloudError.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RenewedTokensTest {
  private final FakeTime time = new FakeTime();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final AtomicInteger exchanges = new AtomicInteger();
  private Supplier<IssuedToken> next =
      () -> new IssuedToken("t1.no" + exchanges.get(), Duration.ofHours(12));
  private final RenewedTokens tokens =
      new RenewedTokens(
          "Some.exchange",
          () -> {
            exchanges.incrementAndGet();
            return next.get();
          },
          time.runtime(background::add));

  @Test
  void shouldFetchNothingBeforeItIsAsked() {
    assertThat(exchanges).hasValue(0);
  }

  @Test
  void shouldUseOneTokenUntilAnHourHasPassed() {
    assertThat(tokens.token()).isEqualTo("t1.no1");
    time.pass(Duration.ofMinutes(59));

    assertThat(tokens.token()).isEqualTo("t1.no1");
    assertThat(background).isEmpty();
  }

  @Test
  void shouldRenewInBackgroundAfterAnHour() {
    tokens.token();
    time.pass(Duration.ofHours(1));

    assertThat(tokens.token()).as("meanwhile").isEqualTo("t1.no1");
    assertThat(tokens.token()).isEqualTo("t1.no1");
    assertThat(background).as("one renewal, however many ask").hasSize(1);
    background.remove().run();
    assertThat(tokens.token()).isEqualTo("t1.no2");
    assertThat(exchanges).hasValue(2);
  }

  @Test
  void shouldRenewAfterTenthOfShortLifetime() {
    next = () -> new IssuedToken("t1.short", Duration.ofMinutes(10));
    tokens.token();
    time.pass(Duration.ofSeconds(59));
    tokens.token();
    assertThat(background).isEmpty();
    time.pass(Duration.ofSeconds(1));
    tokens.token();
    assertThat(background).hasSize(1);
  }

  @Test
  void shouldUseOldTokenWhileRenewalFails() {
    tokens.token();
    time.pass(Duration.ofHours(1));
    next = RenewedTokensTest::unreachable;

    tokens.token();
    background.remove().run();
    assertThat(tokens.token()).isEqualTo("t1.no1");
    assertThat(background).as("no hammering").isEmpty();

    time.pass(RenewedTokens.PAUSE_AFTER_FAILURE);
    assertThat(tokens.token()).isEqualTo("t1.no1");
    assertThat(background).as("another try after a while").hasSize(1);
  }

  @Test
  void shouldNotUseTokenBeyondItsEnd() {
    tokens.token();
    time.pass(Duration.ofHours(12).minusSeconds(30));

    assertThat(tokens.token()).isEqualTo("t1.no2");
    assertThat(background).isEmpty();
  }

  @Test
  void shouldFailWithoutAskingAgainForAWhileWhenThereIsNoToken() {
    next = RenewedTokensTest::unreachable;

    CloudException first = catchThrowableOfType(CloudException.class, tokens::token);
    CloudException second = catchThrowableOfType(CloudException.class, tokens::token);

    assertThat(first.error().kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(second.error()).isEqualTo(first.error());
    assertThat(exchanges).hasValue(1);
    time.pass(RenewedTokens.PAUSE_AFTER_FAILURE);
    next = () -> new IssuedToken("t1.back", Duration.ofHours(12));
    assertThat(tokens.token()).isEqualTo("t1.back");
  }

  @Test
  void shouldLeaveTheServiceAloneForAsLongAsItWishesButNotForEver() {
    for (long[] wishAndRest : new long[][] {{30, 30}, {1, 5}, {3600, 60}}) {
      int before = exchanges.get();
      next = () -> throttled(Duration.ofSeconds(wishAndRest[0]));
      assertThat(catchThrowableOfType(CloudException.class, tokens::token).error().kind())
          .isEqualTo(Kind.THROTTLED);
      time.pass(Duration.ofSeconds(wishAndRest[1]).minusMillis(1));
      var _ = catchThrowableOfType(CloudException.class, tokens::token);
      assertThat(exchanges).hasValue(before + 1);

      time.pass(Duration.ofMillis(1));
      var _ = catchThrowableOfType(CloudException.class, tokens::token);
      assertThat(exchanges).hasValue(before + 2);
      time.pass(Duration.ofMinutes(2));
    }
  }

  @Test
  void shouldFetchAnotherWhenTokenIsRefused() {
    String first = tokens.token();

    tokens.refused(first);

    assertThat(tokens.token()).isEqualTo("t1.no2");
    tokens.refused(first);
    assertThat(tokens.token()).as("an old refusal changes nothing").isEqualTo("t1.no2");
  }

  @Test
  void shouldFailWhenIamGivesTheRefusedTokenAgain() {
    next = () -> new IssuedToken("t1.same", Duration.ofHours(12));
    tokens.refused(tokens.token());

    CloudException e = catchThrowableOfType(CloudException.class, tokens::token);
    CloudException again = catchThrowableOfType(CloudException.class, tokens::token);

    assertThat(e.error().kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(again.error()).isEqualTo(e.error());
    assertThat(exchanges).hasValue(2);
  }

  @Test
  void shouldTryTheRefusedTokenAgainAfterAWhileWhenIamGivesNoOther() {
    next = () -> new IssuedToken("t1.same", Duration.ofHours(12));
    tokens.refused(tokens.token());
    var _ = catchThrowableOfType(CloudException.class, tokens::token);

    time.pass(RenewedTokens.PAUSE_AFTER_FAILURE);

    assertThat(tokens.token()).isEqualTo("t1.same");
  }

  @Test
  void shouldUseFreshTokenForAWhileWhenLocalClockRunsAhead() {
    next = () -> new IssuedToken("t1.past", Duration.ofHours(-3));
    tokens.token();
    time.pass(Duration.ofSeconds(50));

    assertThat(tokens.token()).isEqualTo("t1.past");
    assertThat(exchanges).hasValue(1);
  }

  @Test
  void shouldExchangeOnceHoweverManyAsk() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    next =
        () -> {
          await(go);
          return new IssuedToken("t1.one", Duration.ofHours(12));
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(callers.submit(tokens::token));
      }
      go.countDown();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("t1.one");
      }
    }
    assertThat(exchanges).hasValue(1);
  }

  @Test
  void shouldNotBlockCallersWhileRenewing() throws Exception {
    tokens.token();
    time.pass(Duration.ofHours(2));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    next =
        () -> {
          started.countDown();
          await(go);
          return new IssuedToken("t1.late", Duration.ofHours(12));
        };
    tokens.token();
    Thread renewal = Thread.ofVirtual().start(background.remove());
    started.await();

    assertThat(tokens.token()).isEqualTo("t1.no1");

    go.countDown();
    renewal.join();
    assertThat(tokens.token()).isEqualTo("t1.late");
  }

  private static IssuedToken throttled(Duration wish) {
    throw new CloudException(
        new CloudError(Kind.THROTTLED, 429, "too many", "", "Some.exchange"), wish, null);
  }

  private static IssuedToken unreachable() {
    throw new CloudException(CloudErrors.unsent("Some.exchange", "no way"), null);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
