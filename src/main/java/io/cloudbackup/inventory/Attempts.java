package io.cloudbackup.inventory;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What became of the writes of a round: one that the API server refuses holds up no other. */
final class Attempts {
  /** Bad request, a quota's or an admission webhook's no, not as the schema wants it. */
  private static final Set<Integer> OF_ONE_OBJECT = Set.of(400, 403, 422);

  /** Of one sort: then it is not about single objects, such as a quota that is used up. */
  private static final int MOST_REFUSED = 10;

  enum Sort {
    REMOVAL,
    CREATION,
    UPDATE
  }

  private final Runnable check;
  private final Map<Sort, Integer> refused = new EnumMap<>(Sort.class);
  private boolean conflict;
  private int done;
  private @Nullable KubernetesClientException refusal;

  /**
   * @param check is called before each write, and may throw
   */
  Attempts(Runnable check) {
    this.check = check;
  }

  /**
   * Tries a write.
   *
   * @param write false where the object changed meanwhile
   * @throws KubernetesClientException where the API server does not answer
   */
  void attempt(Sort sort, BooleanSupplier write) {
    if (refused.getOrDefault(sort, 0) == MOST_REFUSED) {
      return;
    }
    check.run();
    try {
      if (write.getAsBoolean()) {
        done++;
      } else {
        conflict = true;
      }
    } catch (KubernetesClientException e) {
      if (!OF_ONE_OBJECT.contains(e.getCode())) {
        throw e;
      }
      refused.merge(sort, 1, Integer::sum);
      refusal = refusal == null ? e : refusal;
    }
  }

  /**
   * Whether another round is due at once. Not where this one did nothing, since the next would do
   * just as much.
   *
   * @param more whether there is more to do than was tried
   */
  boolean goOn(boolean more) {
    return conflict || (done > 0 && more);
  }

  /** The first no of the API server, or null. */
  @Nullable KubernetesClientException refusal() {
    return refusal;
  }
}
