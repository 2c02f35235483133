package io.cloudbackup.recovery;

import io.cloudbackup.api.RecoveryPhase;
import java.util.List;
import java.util.Locale;

/**
 * A cell of the fault matrix: one fault in one method, and what becomes of a recovery that meets
 * it.
 *
 * @param method of the API
 * @param detail what is particular, such as {@code key}; mostly empty
 * @param fault its name in the table
 * @param orders what is ordered of the emulator: faults without method and times, as YAML
 * @param settings how the emulated cloud behaves, as YAML
 * @param meanwhile a phase and a reason or words; see the table
 * @param end a phase, and a reason where it isn't Succeeded
 */
record FaultCell(
    Situation situation,
    String method,
    String detail,
    String fault,
    List<String> orders,
    List<String> settings,
    Lasting lasting,
    String meanwhile,
    String end,
    int leastSends,
    int mostSends,
    int starts) {
  /** When the fault comes. */
  enum Situation {
    BEFORE("Before the start"),
    FIRST("First send"),
    SECOND("Second send; the first began nothing"),
    UNSEEN("Second send; the first began it, unseen"),
    LOOKING("While it looks for what a lost answer began"),
    BETWEEN("Before the second send; the first began nothing"),
    RUNNING("While it runs"),
    ALONE("While it runs, operation forgotten");

    private final String title;

    Situation(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** How long the fault lasts. */
  enum Lasting {
    ONCE,
    MENDED,
    ALWAYS
  }

  String name() {
    return situation.name().toLowerCase(Locale.ROOT)
        + ": "
        + label()
        + ", "
        + fault
        + ", "
        + lasting.name().toLowerCase(Locale.ROOT);
  }

  /** The method with what is particular. */
  String label() {
    return detail.isEmpty() ? method : method + " (" + detail + ")";
  }

  /** Whether something has to be seen on the way. */
  boolean waits() {
    return !meanwhile.equals("-") && !meanwhile.equals("*");
  }

  RecoveryPhase endPhase() {
    return RecoveryPhase.valueOf(end.split(" ", 2)[0]);
  }

  /** Whether it takes longer than the others: they begin first. */
  boolean slow() {
    return fault.contains("timeout") || end.startsWith("OutcomeUnknown");
  }
}
