package dev.latchkey.server.cache;

import dev.latchkey.core.DirectoryVersion;
import dev.latchkey.core.DirectoryVersion.Look;
import dev.latchkey.core.connection.DatabaseFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Watches for changes of clients and keys and has them read again. Its connection listens for notifications; every
 * second the version is compared as well, for the notification that was lost. So a change that was committed anywhere
 * holds here within a second.
 */
public final class DirectoryRefresher extends DatabaseWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRefresher.class);

    private static final Duration POLL = Duration.ofMillis(900);

    private static final String NONE = "";

    /**
     * Something that is kept in memory.
     *
     * @param name for the log
     * @param reload reads it again; false when a part of it could not be read, and may be readable at the next look
     */
    public record Part(String name, BooleanSupplier reload) {}

    private enum Outcome {
        DONE,
        /** Everything was read that can be read; something may be readable at the next look. */
        PARTLY,
        FAILED,
        /** There was no connection to read it over. */
        UNREACHED
    }

    private final DataSource dataSource;
    private final DirectoryVersion version;
    private final List<Part> parts;
    private final DocumentClientCache documents;
    private final Consumer<Look> clock;

    private String seen = NONE;
    private long seenDocuments;
    private List<Part> left = List.of();
    private final Map<String, String> complaints = new HashMap<>();

    /**
     * A refresher that has not started yet.
     *
     * @param dataSource opens a connection of its own for each call
     * @param parts what is read again
     * @param documents the clients of which single ones are forgotten
     * @param clock hears what time it is in the database
     */
    public DirectoryRefresher(
            DataSource dataSource,
            DirectoryVersion version,
            List<Part> parts,
            DocumentClientCache documents,
            Consumer<Look> clock) {
        super("directory", "changes of clients and keys");
        this.dataSource = dataSource;
        this.version = version;
        this.parts = parts;
        this.documents = documents;
        this.clock = clock;
    }

    @Override
    protected void readFirst() {
        reloadIfChanged(version.look());
    }

    @Override
    protected void watch() throws SQLException {
        // The same version may stand for something else after a failover or a restore.
        seen = NONE;
        version.watch(dataSource, POLL, this::goesOn, this::reloadIfChanged);
    }

    private void reloadIfChanged(Look look) {
        clock.accept(look);
        forgetChanged(look);
        // The version was read before what it counts: a change in between is at worst read twice.
        List<Part> due = look.mark().equals(seen) ? left : parts;
        seen = look.mark();
        List<Part> again = new ArrayList<>();
        boolean failed = false;
        boolean reached = true;
        for (Part part : due) {
            Outcome outcome = reload(part);
            failed |= outcome == Outcome.FAILED || outcome == Outcome.UNREACHED;
            reached &= outcome != Outcome.UNREACHED;
            if (outcome != Outcome.DONE) {
                again.add(part);
            }
        }
        left = List.copyOf(again);
        if (!failed) {
            confirmed(look.askedAt());
        }
        // Not before: after an outage what is in memory is old until it was read again, over the requests' connections.
        if (reached) {
            heard();
        }
    }

    /** When the count and the notifications differ, one of them was lost, or the other is still to come. */
    private void forgetChanged(Look look) {
        long counted = look.documentClients() - seenDocuments;
        seenDocuments = look.documentClients();
        if (counted != look.changedClients().size()) {
            documents.forget(null);
        } else if (counted > 0) {
            documents.forget(look.changedClients());
        }
    }

    /** A part that cannot be read is logged once and keeps its content; the other parts are still read. */
    private Outcome reload(Part part) {
        try {
            boolean complete = part.reload().getAsBoolean();
            if (complaints.remove(part.name()) != null) {
                LOG.info("The {} can be read again", part.name());
            }
            return complete ? Outcome.DONE : Outcome.PARTLY;
        } catch (DataAccessException e) {
            complain(
                    part,
                    DatabaseFailure.of(e)
                            .map(DatabaseFailure::message)
                            .orElseGet(() -> String.valueOf(e.getMessage())));
            return e instanceof DataAccessResourceFailureException ? Outcome.UNREACHED : Outcome.FAILED;
        } catch (RuntimeException e) {
            if (complain(part, String.valueOf(e.getMessage()))) {
                LOG.debug("The whole of it:", e);
            }
            return Outcome.FAILED;
        }
    }

    private boolean complain(Part part, String reason) {
        boolean isNew = !reason.equals(complaints.put(part.name(), reason));
        if (isNew) {
            LOG.error(
                    "The {} cannot be read again: the server goes on with those that it read before. {}",
                    part.name(),
                    reason);
        }
        return isNew;
    }
}
