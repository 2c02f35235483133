package io.cloudbackup.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbackup.folder.CloudRecords;
import io.cloudbackup.inventory.InventoryDecision.Shown;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryDecisionTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private static Shown shown(String id) {
    return new Shown(MirrorMetadata.name("default", id), id);
  }

  @Test
  void shouldRemoveWhatIsListedAndNotWantedAndDoubtWhatIsNotListed() {
    Listing listing = new Listing(1, 10, (backup, digest) -> Listing.Shown.NOT);
    listing.add(CloudRecords.backup("new", "m", NOW));
    listing.add(CloudRecords.backup("old", "m", NOW.minusSeconds(9)));

    InventoryDecision decision =
        InventoryDecision.of(
            "default",
            listing,
            List.of(shown("new"), shown("old"), shown("absent"), new Shown("copied", "new")));

    assertThat(decision.remove()).containsExactly("default.old", "copied");
    assertThat(decision.doubted()).containsExactly("default.absent");
  }

  @Test
  void shouldDoubtAllAndRemoveNothingAfterAnEmptyList() {
    Listing listing = new Listing(1, 10, (backup, digest) -> Listing.Shown.NOT);

    InventoryDecision decision =
        InventoryDecision.of("default", listing, List.of(shown("a"), shown("b")));

    assertThat(decision.remove()).isEmpty();
    assertThat(decision.doubted()).containsExactly("default.a", "default.b");
  }
}
