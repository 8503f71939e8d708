package dev.latchkey.server.operate;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.family.TokenPartitions;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.core.upkeep.Upkeep;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Routine maintenance: adds partitions ahead, rotates keys, and deletes ended rows ({@link Upkeep}, which {@code
 * latchkey db purge} does too). Every server runs it; a server that finds the work done changes nothing. It does one thing
 * at a time, on one connection: the others are for requests. While the clock cannot be trusted it does nothing: what was
 * deleted because its time was over does not come back.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final Attribution SERVER = Attribution.of("server");

    private final TokenPartitions partitions;
    private final Upkeep upkeep;
    private final KeyChanges keys;
    private final Supplier<MasterKey> masterKey;
    private final Duration auditKeep;
    private final Condition clock;

    /**
     * Maintains a database.
     *
     * @param auditKeep for how long audit events are kept, zero for ever
     * @param clock holds while the time of the database can be trusted
     */
    public Maintenance(
            Database database, KeyChanges keys, Supplier<MasterKey> masterKey, Duration auditKeep, Condition clock) {
        this.partitions = database.partitions();
        this.upkeep = database.upkeep();
        this.keys = keys;
        this.masterKey = masterKey;
        this.auditKeep = auditKeep;
        this.clock = clock;
    }

    /** Soon again, because no one can sign in without: they exist two weeks ahead, of the time that the database had. */
    public synchronized void addPartitions() {
        attempt("partitions added", partitions::extend);
    }

    /** Often, because an attacker who guesses passwords adds rows all the time. */
    public synchronized void forgetFailures() {
        forget(upkeep.limits());
    }

    /** Often, because clients are told then, and their tokens end. */
    public synchronized void endExpiredSessions() {
        attempt("expired sessions ended", () -> upkeep.expiredSessions().end());
    }

    /** Does the due work. It is not urgent. */
    public synchronized void run() {
        // One that was revoked without the master key has no other in its place.
        attempt("keys made or begun", () -> keys.createMissing(masterKey.get(), SERVER));
        attempt("keys rotated", () -> keys.rotateDue(masterKey, SERVER));
        forget(upkeep.all(keys, auditKeep, SERVER));
    }

    private void forget(List<Upkeep.Task> tasks) {
        tasks.forEach(task -> attempt(task.ended().title() + " removed", task::forget));
    }

    /** One step; when it fails the others go on, and it is tried again an hour later. */
    private void attempt(String what, IntSupplier step) {
        if (clock.flaw().isPresent()) {
            return;
        }
        try {
            int done = step.getAsInt();
            if (done > 0) {
                LOG.info("Maintenance: {} {}", done, what);
            }
        } catch (DataAccessException | TransactionException | ConfigurationException | WrongMasterKeyException e) {
            LOG.warn("Maintenance will be tried again ({}): {}", what, e.getMessage());
        }
    }
}
