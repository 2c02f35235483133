package io.cloudbackup.recovery;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.cloudbackup.recovery.FaultCell.Situation;
import io.cloudbackup.testing.ControlPlane;
import io.cloudbackup.testing.OperatorUnderTest;
import io.cloudbackup.testing.SharedOperator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every cell of the fault matrix, against the operator and a cloud of its own. They play side by
 * side, since each waits far more than it works; the tests only collect how they ended. Nothing
 * else runs meanwhile. {@code -Dmatrix.cells=REGEX} plays only those where it is found in the name.
 */
@ResourceLock(SharedOperator.OPERATOR)
class RecoveryFaultMatrixIT {
  private static final int AT_ONCE = Integer.getInteger("matrix.atOnce", 64);
  private static final Pattern WANTED = Pattern.compile(System.getProperty("matrix.cells", ""));

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  @AfterAll
  static void endThreads() {
    THREADS.shutdownNow();
  }

  @TestFactory
  Stream<DynamicContainer> shouldEndAsTheMatrixSays() {
    var _ = OperatorUnderTest.shared();
    Map<FaultCell, CompletableFuture<Void>> plays = begin();
    return Arrays.stream(Situation.values())
        .map(
            situation ->
                dynamicContainer(
                    situation.title(),
                    plays.entrySet().stream()
                        .filter(play -> play.getKey().situation() == situation)
                        .map(
                            play ->
                                dynamicTest(play.getKey().name(), () -> end(play.getValue())))));
  }

  private static Map<FaultCell, CompletableFuture<Void>> begin() {
    List<FaultCell> cells =
        FaultMatrix.cells().stream()
            .filter(cell -> WANTED.matcher(cell.name()).find())
            .sorted(Comparator.comparing(FaultCell::slow).reversed())
            .toList();
    RecoveryHistories histories = new RecoveryHistories(ControlPlane.shared().admin());
    Semaphore turns = new Semaphore(AT_ONCE, true);
    Map<FaultCell, CompletableFuture<Void>> plays = new LinkedHashMap<>();
    for (FaultCell cell : cells) {
      plays.put(cell, CompletableFuture.runAsync(() -> play(cell, histories, turns), THREADS));
    }
    var _ =
        CompletableFuture.allOf(plays.values().toArray(CompletableFuture[]::new))
            .whenComplete((nothing, failure) -> histories.close());
    return plays;
  }

  private static void play(FaultCell cell, RecoveryHistories histories, Semaphore turns) {
    turns.acquireUninterruptibly();
    try {
      FaultCellPlay.play(cell, histories);
    } finally {
      turns.release();
    }
  }

  private static void end(CompletableFuture<Void> play) throws Throwable {
    try {
      play.join();
    } catch (CompletionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
