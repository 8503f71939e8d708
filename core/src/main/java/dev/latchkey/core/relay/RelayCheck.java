package dev.latchkey.core.relay;

import dev.latchkey.core.relay.SmtpDialogue.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tries out a relay up to the login, and sends no mail. */
public final class RelayCheck {

    /** However slowly the relay answers. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    private RelayCheck() {}

    /**
     * Connects, encrypts and logs in as a server with these settings does.
     *
     * @param ownName what this program calls itself, the host of the issuer
     * @return what is wrong; empty when a server can send letters
     */
    public static Optional<String> run(RelayAccess relay, String ownName) {
        FutureTask<Optional<String>> check = new FutureTask<>(() -> converse(relay, ownName));
        // Interrupting a virtual thread closes its socket.
        Thread.ofVirtual().name("relay-check").start(check);
        try {
            return check.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(relay.failure().late(LONGEST));
        } catch (ExecutionException e) {
            return Optional.of(relay.failure().connection(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the check of the relay was interrupted");
        } finally {
            check.cancel(true);
        }
    }

    private static Optional<String> converse(RelayAccess relay, String ownName) throws IOException {
        try (SmtpDialogue smtp = SmtpDialogue.open(relay)) {
            Reply reply = smtp.read();
            if (reply.code() == 220) {
                reply = smtp.command("EHLO " + ownName);
            }
            if (reply.code() == 250 && relay.encryption() == Encryption.STARTTLS_REQUIRED) {
                if (!reply.offers("STARTTLS")) {
                    return Optional.of(relay.failure().noStartTls());
                }
                reply = smtp.command("STARTTLS");
                if (reply.code() == 220) {
                    smtp.encrypt();
                    reply = smtp.command("EHLO " + ownName);
                }
            }
            if (reply.code() != 250) {
                return Optional.of(relay.failure().refused(reply.toString()));
            }
            return logIn(relay, smtp, reply.parameters("AUTH"));
        }
    }

    /** By PLAIN (RFC 4616), or LOGIN where the relay has nothing else. */
    private static Optional<String> logIn(RelayAccess relay, SmtpDialogue smtp, List<String> offered)
            throws IOException {
        if (relay.username() == null || relay.password() == null) {
            return Optional.empty();
        }
        Reply reply;
        if (offered.contains("PLAIN")) {
            reply = smtp.command("AUTH PLAIN " + base64("\0" + relay.username() + "\0" + relay.password()));
        } else if (offered.contains("LOGIN")) {
            reply = smtp.command("AUTH LOGIN");
            for (String part : List.of(relay.username(), relay.password())) {
                reply = reply.code() == 334 ? smtp.command(base64(part)) : reply;
            }
        } else {
            return Optional.of(relay.failure().noLogin());
        }
        return reply.code() == 235
                ? Optional.empty()
                : Optional.of(relay.failure().login(reply.toString()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
