package dev.latchkey.admin.doctor;

import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that letters and logout tokens arrive. */
final class OutboxChecks {

    private static final String CHECK = "outbox";

    /** After this a receiver was tried four times, and a server that runs has taken every message. */
    private static final Duration STUCK = Duration.ofMinutes(15);

    private OutboxChecks() {}

    /**
     * The findings.
     *
     * @param mail whether a server with this environment sends letters
     */
    static List<Finding> run(Outbox outbox, boolean mail, Instant now) {
        List<Finding> findings = Stream.of(
                        letters(outbox.countLetters(), mail, now), logoutTokens(outbox.countLogoutTokens(), now))
                .flatMap(Optional::stream)
                .toList();
        return findings.isEmpty() ? List.of(Finding.pass(CHECK, "no message waits for long")) : findings;
    }

    private static Optional<Finding> letters(Outbox.Waiting waiting, boolean mail, Instant now) {
        return stuck(waiting, now).map(age -> {
            String wait = words(waiting, "letter", age);
            if (waiting.failure().isPresent()) {
                return Finding.warn(
                        CHECK,
                        wait + waiting.failure().get()
                                + ". Servers try again every 15 minutes and give a letter up after a day");
            }
            return mail
                    ? Finding.warn(
                            CHECK,
                            wait
                                    + "no server has taken them. Start one with LATCHKEY_MAIL_HOST; its log says why it sends nothing")
                    : Finding.pass(
                            CHECK,
                            wait + "without LATCHKEY_MAIL_HOST servers send no mail, and remove letters after a day");
        });
    }

    private static Optional<Finding> logoutTokens(Outbox.Waiting waiting, Instant now) {
        return stuck(waiting, now)
                .map(
                        age -> Finding.warn(
                                CHECK,
                                words(waiting, "logout token", age)
                                        + waiting.failure()
                                                .map(
                                                        failure -> failure
                                                                + ". Servers try again every 15 minutes and give a token up after a day")
                                                .orElse(
                                                        "no server has taken them. Start one; its log says why it sends nothing")));
    }

    private static String words(Outbox.Waiting waiting, String what, String age) {
        return (waiting.count() == 1 ? "1 " + what + " waits" : waiting.count() + " " + what + "s wait")
                + ", the oldest for " + age + ": ";
    }

    /** For how long the oldest message waits, when that is too long. */
    private static Optional<String> stuck(Outbox.Waiting waiting, Instant now) {
        return waiting.oldest()
                .map(oldest -> Duration.between(oldest, now))
                .filter(age -> age.compareTo(STUCK) > 0)
                .map(age -> Durations.format(Duration.ofMinutes(age.toMinutes())));
    }
}
