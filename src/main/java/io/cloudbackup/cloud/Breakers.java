package io.cloudbackup.cloud;

import io.cloudbackup.cloud.Breaker.Pass;
import io.cloudbackup.cloud.Breaker.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The breakers of one connection: a call goes only where all let it go that it can meet. */
final class Breakers {
  private final List<Guard> guards;

  /** All of them closed. */
  Breakers(ClientRuntime runtime, CallListener listener) {
    this.guards =
        Stream.of(Obstacle.values())
            .map(
                obstacle ->
                    new Guard(
                        obstacle,
                        new Breaker(
                            runtime.nanoTime(),
                            runtime.random(),
                            state -> listener.breakerChanged(obstacle.label(), state))))
            .toList();
  }

  /**
   * Makes the call, with all its attempts, or fails at once.
   *
   * @param keptBack is told where it fails at once
   * @throws CloudException what the call throws; or that it was not sent, since a breaker is open
   */
  <T> T guard(String call, Supplier<T> way, Runnable keptBack) {
    List<Entered> entered = enter(call, keptBack);
    Function<Obstacle, Sign> sign = _ -> Sign.NONE;
    @Nullable CloudError failure = null;
    try {
      T answer = way.get();
      sign = obstacle -> obstacle.sign(call, null);
      return answer;
    } catch (CloudException e) {
      CloudError error = e.error();
      failure = error;
      sign = obstacle -> obstacle.sign(call, error);
      throw e;
    } finally {
      for (Entered one : entered) {
        one.leave(sign.apply(one.guard.obstacle), failure);
      }
    }
  }

  private List<Entered> enter(String call, Runnable keptBack) {
    List<Entered> entered = new ArrayList<>();
    for (Guard guard : guards) {
      if (guard.obstacle.concerns(call)) {
        Pass pass = guard.obstacle.stops(call) ? guard.breaker.enter().orElse(null) : Pass.FREE;
        if (pass == null) {
          entered.forEach(one -> one.leave(Sign.NONE, null));
          keptBack.run();
          throw new CloudException(guard.refusal(call), null);
        }
        entered.add(new Entered(guard, pass));
      }
    }
    return entered;
  }

  private record Entered(Guard guard, Pass pass) {
    void leave(Sign sign, @Nullable CloudError failure) {
      boolean counts = sign != Sign.ILL || guard.take(failure);
      guard.breaker.leave(pass, counts ? sign : Sign.NONE);
    }
  }

  private static final class Guard {
    private final Obstacle obstacle;
    private final Breaker breaker;
    private volatile @Nullable CloudError last;

    Guard(Obstacle obstacle, Breaker breaker) {
      this.obstacle = obstacle;
      this.breaker = breaker;
    }

    /**
     * Takes note of a failure; false where it is the one noted last: of one exchange for a token
     * all hear that wait for it.
     */
    @SuppressWarnings("ReferenceEquality") // Two exchanges may well fail alike.
    synchronized boolean take(@Nullable CloudError failure) {
      boolean another = failure != last;
      last = failure;
      return another;
    }

    CloudError refusal(String call) {
      return obstacle.refusal(call, Objects.requireNonNull(last, "what opened the breaker"));
    }
  }
}
