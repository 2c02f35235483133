package io.cloudbackup.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The tests of a class with the one operator that watches all namespaces. They run side by side,
 * each in a namespace and with a cloud of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(SharedOperator.Running.class)
@ResourceLock(value = SharedOperator.OPERATOR, mode = ResourceAccessMode.READ)
public @interface SharedOperator {
  /** Held by whoever needs an operator to run, or none of the others. */
  String OPERATOR = "operator";

  /** Starts it for the first test, and again after one that ended it. */
  final class Running implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      var _ = OperatorUnderTest.shared();
    }
  }
}
