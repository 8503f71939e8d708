package dev.latchkey.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndedTest {

    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-11-29T23:58:00Z");

    @Test
    void leavesTheDayOutOfATimeThatCanBeNoOther() {
        Ended ended = new Ended(2, Instant.parse("2026-11-29T23:59:01Z"), Instant.parse("2026-11-30T00:03:00Z"));

        assertThat(ended.words(BEFORE_MIDNIGHT))
                .isEqualTo("2 token families revoked; resource servers refuse by 23:59:01Z,"
                        + " without status lists by 00:03:00Z");
    }

    @Test
    void namesTheDayOfATimeThatIsFarOff() {
        Ended ended = new Ended(1, Instant.parse("2026-11-29T23:59:01Z"), Instant.parse("2026-11-30T23:00:00Z"));

        assertThat(ended.words(BEFORE_MIDNIGHT)).endsWith("without status lists by 2026-11-30T23:00:00Z");
    }
}
