package io.cloudbackup.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * How far the emulated cloud's clock is to go forward.
 *
 * @param by virtual time
 */
record Advance(@JsonProperty("advance") Duration by) {
  Advance {
    if (by == null) {
      throw new IllegalArgumentException("say how far, such as {\"advance\": \"1h\"}");
    }
  }
}
