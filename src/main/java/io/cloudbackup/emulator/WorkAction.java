package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * What is to become of running work.
 *
 * @param code of FAIL: gRPC, 13 by default
 * @param message of FAIL
 */
record WorkAction(Action action, int code, String message) {
  WorkAction {
    message = Objects.requireNonNullElse(message, "Ordered failure.");
    if (action == null) {
      throw new IllegalArgumentException("say the action: finish, fail, freeze or resume");
    }
    if (code != 0) {
      var _ = GrpcCode.of(code).number();
    }
  }

  /** The actions. */
  enum Action {
    @JsonProperty("finish")
    FINISH,
    @JsonProperty("fail")
    FAIL,
    /** Stops its progress until it is resumed, finished or failed. */
    @JsonProperty("freeze")
    FREEZE,
    @JsonProperty("resume")
    RESUME
  }

  void apply(CloudState.Moment moment, Work work) {
    if (work.settled()) {
      throw ApiException.precondition("It is over already.");
    }
    switch (action) {
      case FINISH -> moment.jobs().finish(work, moment.now());
      case FAIL -> moment.jobs().fail(work, new MachineSpec.Failure(code, message), moment.now());
      case FREEZE -> work.freeze(moment.now());
      case RESUME -> moment.jobs().resume(work, moment.now());
    }
  }
}
