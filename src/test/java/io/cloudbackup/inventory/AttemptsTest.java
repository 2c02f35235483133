package io.cloudbackup.inventory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final Attempts attempts = new Attempts(() -> {});
  private final AtomicInteger tries = new AtomicInteger();

  private void refused(Attempts.Sort sort, int times) {
    IntStream.range(0, times)
        .forEach(
            i ->
                attempts.attempt(
                    sort,
                    () -> {
                      tries.incrementAndGet();
                      throw new KubernetesClientException("no " + i, 403, null);
                    }));
  }

  @Test
  void shouldTryTheOtherSortsWhereOneIsRefused() {
    refused(Attempts.Sort.CREATION, 12);
    assertThat(tries).hasValue(10);
    refused(Attempts.Sort.UPDATE, 1);
    refused(Attempts.Sort.REMOVAL, 1);

    assertThat(tries).hasValue(12);
    assertThat(requireNonNull(attempts.refusal()).getMessage()).isEqualTo("no 0");
  }

  /** The next round would be refused just so, a second later and for ever. */
  @Test
  void shouldNotGoOnAtOnceWhereNothingWasDone() {
    refused(Attempts.Sort.REMOVAL, 10);
    assertThat(attempts.goOn(true)).isFalse();

    attempts.attempt(Attempts.Sort.UPDATE, () -> true);
    assertThat(attempts.goOn(true)).isTrue();
    assertThat(attempts.goOn(false)).isFalse();
  }

  @Test
  void shouldGoOnAfterAChange() {
    attempts.attempt(Attempts.Sort.UPDATE, () -> false);

    assertThat(attempts.goOn(false)).isTrue();
  }

  @Test
  void shouldEndWhereTheApiServerDoesNotAnswer() {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(
            () ->
                attempts.attempt(
                    Attempts.Sort.UPDATE,
                    () -> {
                      throw new KubernetesClientException("away", 503, null);
                    }));
  }
}
