package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.output.Output;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.db.Database;
import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.token.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A noun of the product with its verbs. A verb is a method: it reads its input, makes one call into the database and
 * prints what came of it; what it throws is reported in one place.
 */
public abstract class CommandGroup {

    private static final Duration STATUS_LIST_TTL = Duration.ofSeconds(10);

    private final Session session;

    protected CommandGroup(Session session) {
        this.session = session;
    }

    protected Session session() {
        return session;
    }

    protected Terminal terminal() {
        return session.terminal();
    }

    protected Output output() {
        return session.output();
    }

    /**
     * Refuses to make a secret that nobody would ever see.
     *
     * @throws Failure when what is printed are ids
     */
    protected void requireSecretShown() {
        if (output().format() == Format.id) {
            throw Failure.usage("-o id does not show the secret, and it is shown only once: choose another format.");
        }
    }

    /** The database; connects at the first call. */
    protected Database database() {
        return session.database();
    }

    /** Who makes a change, and why. */
    protected Attribution by(ChangeOptions options) {
        return session.by(options.reason, options.actor);
    }

    /** What a revocation ended, by the time that resource servers take to follow. */
    protected Ended ended(Revocation revocation) {
        boolean listed =
                !"false".equalsIgnoreCase(session.surroundings().variables().get("LATCHKEY_STATUS_LIST_ENABLED"));
        Duration ttl = session.serverSetting("LATCHKEY_STATUS_LIST_TTL", STATUS_LIST_TTL);
        return Ended.of(revocation, database().now(), listed ? ttl : Duration.ofDays(1));
    }

    protected Instant now() {
        return session.surroundings().now();
    }

    /** Makes a change, or with {@code --dry-run} finds out what it would do. */
    protected <T> T change(ChangeOptions options, Supplier<T> change) {
        return options.dryRun
                ? database().transactions().rehearse(change)
                : database().transactions().in(change);
    }
}
