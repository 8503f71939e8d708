package dev.latchkey.admin.doctor;

import dev.latchkey.core.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;

/** Checks that letters and logout tokens arrive. */
final class OutboxChecks {

    private static final String CHECK = "outbox";

    /** After this a receiver was tried four times, and a server that runs has taken every message. */
    private static final Duration STUCK = Duration.ofMinutes(15);

    private OutboxChecks() {}

    static Finding run(Outbox.Waiting waiting, Instant now) {
        boolean stuck = waiting.oldest()
                .filter(oldest -> oldest.isBefore(now.minus(STUCK)))
                .isPresent();
        return stuck
                ? Finding.warn(
                        CHECK,
                        waiting.count() + " messages wait, the oldest for over 15 minutes: "
                                + waiting.failure()
                                        .map(failure -> "a receiver failed with '" + failure + "'")
                                        .orElse("no server took it. Letters need one with LATCHKEY_MAIL_HOST"))
                : Finding.pass(CHECK, "no message waits for long");
    }
}
