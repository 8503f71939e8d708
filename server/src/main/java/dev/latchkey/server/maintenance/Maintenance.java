package dev.latchkey.server.maintenance;

import dev.latchkey.db.Database;
import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.connection.ConfigurationException;
import dev.latchkey.db.key.KeyChanges;
import dev.latchkey.db.key.MasterKey;
import dev.latchkey.db.key.WrongMasterKeyException;
import dev.latchkey.db.limit.Bans;
import dev.latchkey.db.limit.RateLimits;
import dev.latchkey.db.limit.SignInFailures;
import dev.latchkey.db.statuslist.RevokedStatuses;
import dev.latchkey.db.statuslist.StatusListRecords;
import dev.latchkey.db.token.RevokedAccessTokens;
import dev.latchkey.db.token.TokenPartitions;
import dev.latchkey.server.statuslist.StatusList;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Adds partitions ahead, drops ended ones, forgets what has expired or is over, ends status lists, rotates keys. Every
 * server tries, and it does not matter which one finds the work done.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final Attribution SERVER = Attribution.of("server");
    private static final int PURGED_AT_ONCE = 10_000;

    private final TokenPartitions partitions;
    private final RevokedAccessTokens revoked;
    private final RevokedStatuses statuses;
    private final StatusListRecords statusLists;
    private final RateLimits rateLimits;
    private final SignInFailures failures;
    private final Bans bans;
    private final KeyChanges keys;
    private final Supplier<MasterKey> masterKey;

    public Maintenance(Database database, KeyChanges keys, Supplier<MasterKey> masterKey) {
        this.partitions = database.partitions();
        this.revoked = database.revokedAccessTokens();
        this.statuses = database.revokedStatuses();
        this.statusLists = database.statusLists();
        this.rateLimits = database.rateLimits();
        this.failures = database.signInFailures();
        this.bans = database.bans();
        this.keys = keys;
        this.masterKey = masterKey;
    }

    /** Often, because whoever guesses makes new ones all the time. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
    public void forgetFailures() {
        attempt("rate limits forgotten", () -> purge(rateLimits::purge));
        attempt("failed sign-ins forgotten", () -> purge(failures::purge));
    }

    /** Does what is due; partitions are there two weeks ahead, so nothing of it is urgent. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    public void run() {
        attempt("partitions added", partitions::extend);
        attempt("partitions dropped", partitions::dropEnded);
        attempt("revocations forgotten", () -> purge(revoked::purge));
        attempt("revoked statuses forgotten", () -> purge(statuses::purge));
        attempt("status lists ended", () -> statusLists.deleteEnded(StatusList.SIZE));
        attempt("bans forgotten", () -> purge(bans::purge));
        attempt("keys rotated", () -> keys.rotateDue(masterKey, SERVER));
        attempt("keys removed", () -> keys.removeEnded(SERVER));
    }

    private static int purge(IntUnaryOperator atMost) {
        int purged = 0;
        int last;
        do {
            last = atMost.applyAsInt(PURGED_AT_ONCE);
            purged += last;
        } while (last == PURGED_AT_ONCE);
        return purged;
    }

    /** One step; when it fails the others go on, and it is tried again an hour later. */
    private static void attempt(String what, IntSupplier step) {
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
