package dev.latchkey.admin.mail;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.mail.MailShapes.Sent;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.text.MailAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey mail test}. */
record TestMail(Session session) {

    private static final Duration POLL = Duration.ofMillis(250);

    @Command(
            description = {
                "Have a server send a test letter, and wait until a relay has accepted it.",
                "The letter goes the way of all others: any running server with latchkey.mail.host takes it."
            },
            footer = {
                "Examples:",
                "  latchkey mail test admin@example.com",
                "  latchkey mail test admin@example.com --wait 2m"
            })
    int test(
            @Parameters(paramLabel = "ADDRESS", description = "Where to.") String address,
            @Option(
                            names = "--wait",
                            paramLabel = "TIME",
                            order = 10,
                            defaultValue = "60s",
                            description = "How long to wait, such as 60s (the default) or 2m.")
                    Duration wait,
            @Mixin Change change) {
        String to = MailAddress.parse(address)
                .map(MailAddress::value)
                .orElseThrow(() -> Failure.usage("The address is not of the form name@example.com."));
        Outbox outbox = session.database().outbox();
        UUID id = change.make(() -> {
            session.database().audit().record(change.by(), "mail.test", null, to);
            return outbox.add(Message.Content.test(to));
        });
        if (change.dryRun()) {
            session.terminal().say(change.mood("sent a letter to " + to));
            return ExitCode.DONE;
        }
        try {
            int attempts = await(outbox, id, wait);
            session.output().done(MailShapes.SENT, new Sent(id, to, attempts), "a relay accepted the letter to " + to);
            return ExitCode.DONE;
        } finally {
            // Not sent after it was reported as failed.
            outbox.delivered(id);
        }
    }

    private static int await(Outbox outbox, UUID id, Duration wait) {
        long start = System.nanoTime();
        int attempts = 0;
        while (true) {
            Optional<Outbox.State> state = outbox.state(id);
            if (state.isEmpty()) {
                return Math.max(attempts, 1);
            }
            attempts = state.get().attempts();
            if (state.get().failure().isPresent()) {
                throw Failure.failed(
                        "The letter was not sent: " + state.get().failure().get() + ".");
            }
            if (System.nanoTime() - start >= wait.toNanos()) {
                throw Failure.failed(
                        attempts == 0
                                ? "No server took the letter within " + wait.toSeconds()
                                        + " s: is one running, with LATCHKEY_MAIL_HOST?"
                                : "A server took the letter, and the relay did not answer within " + wait.toSeconds()
                                        + " s.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
