package dev.latchkey.core.upkeep;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.client.Clients;
import dev.latchkey.core.client.DocumentClients;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.ExchangedFamilies;
import dev.latchkey.core.family.TokenPartitions;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.limit.Bans;
import dev.latchkey.core.limit.RateLimits;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.pushed.PushedRequests;
import dev.latchkey.core.revocation.RevokedAccessTokens;
import dev.latchkey.core.revocation.RevokedStatuses;
import dev.latchkey.core.revocation.StatusListRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * The one list of what is forgotten when it has ended. Servers and {@code latchkey db purge} do all of it; any number of
 * them may at the same time. Nothing of it is one long transaction: partitions go one by one, rows in batches.
 */
public final class Upkeep {

    /** So few that no statement holds its locks for long. */
    private static final int AT_ONCE = 10_000;

    private final TokenPartitions partitions;
    private final ExpiredSessions sessions;
    private final ExchangedFamilies exchanges;
    private final DeviceGrants devices;
    private final SeenOnce seenOnce;
    private final PushedRequests pushedRequests;
    private final Outbox outbox;
    private final RevokedAccessTokens accessTokens;
    private final RevokedStatuses statuses;
    private final StatusListRecords statusLists;
    private final RateLimits rateLimits;
    private final SignInFailures failures;
    private final Bans bans;
    private final Clients clients;
    private final DocumentClients documentClients;
    private final AuditLog audit;

    public Upkeep(
            TokenPartitions partitions,
            ExpiredSessions sessions,
            ExchangedFamilies exchanges,
            DeviceGrants devices,
            SeenOnce seenOnce,
            PushedRequests pushedRequests,
            Outbox outbox,
            RevokedAccessTokens accessTokens,
            RevokedStatuses statuses,
            StatusListRecords statusLists,
            RateLimits rateLimits,
            SignInFailures failures,
            Bans bans,
            Clients clients,
            DocumentClients documentClients,
            AuditLog audit) {
        this.partitions = partitions;
        this.sessions = sessions;
        this.exchanges = exchanges;
        this.devices = devices;
        this.seenOnce = seenOnce;
        this.pushedRequests = pushedRequests;
        this.outbox = outbox;
        this.accessTokens = accessTokens;
        this.statuses = statuses;
        this.statusLists = statusLists;
        this.rateLimits = rateLimits;
        this.failures = failures;
        this.bans = bans;
        this.clients = clients;
        this.documentClients = documentClients;
        this.audit = audit;
    }

    /** What is to be ended soon after its time, and not only when it is forgotten. */
    public ExpiredSessions expiredSessions() {
        return sessions;
    }

    /** One of the things that end. */
    public static final class Task {

        private final Ended ended;
        private final IntSupplier count;
        private final IntSupplier forget;

        private Task(Ended ended, IntSupplier count, IntSupplier forget) {
            this.ended = ended;
            this.count = count;
            this.forget = forget;
        }

        public Ended ended() {
            return ended;
        }

        /** How many there are to forget. Reads, and locks nothing that others want. */
        public int count() {
            return count.getAsInt();
        }

        /**
         * Forgets them; says how many.
         *
         * @throws IllegalStateException in a transaction, which would keep the locks of all of it
         */
        public int forget() {
            Transactions.requireNone();
            return forget.getAsInt();
        }
    }

    /**
     * Everything.
     *
     * @param keys by the schedule of the installation
     * @param auditKeep for how long audit events are kept, at least {@link AuditLog#SHORTEST_KEEP}; zero for ever
     */
    public List<Task> all(KeyChanges keys, Duration auditKeep, Attribution by) {
        List<Task> tasks = new ArrayList<>();
        tasks.add(new Task(Ended.PARTITIONS, partitions::countEnded, partitions::dropEnded));
        tasks.add(new Task(Ended.SESSIONS, sessions::countOver, this::forgetSessions));
        tasks.add(batched(Ended.EXCHANGED_FAMILIES, exchanges::countOver, exchanges::purge));
        tasks.add(batched(Ended.DEVICE_GRANTS, devices::countOver, devices::purge));
        tasks.add(batched(Ended.PUSHED_REQUESTS, pushedRequests::countOver, pushedRequests::purge));
        tasks.add(batched(Ended.MESSAGES, outbox::countOver, outbox::purge));
        tasks.add(batched(Ended.ACCESS_TOKENS, accessTokens::countExpired, accessTokens::purge));
        tasks.add(batched(Ended.REVOKED_STATUSES, statuses::countOver, statuses::purge));
        tasks.add(new Task(
                Ended.STATUS_LISTS,
                () -> statusLists.countEnded(StatusListRecords.SIZE),
                () -> statusLists.deleteEnded(StatusListRecords.SIZE)));
        tasks.addAll(limits());
        tasks.add(batched(Ended.BANS, bans::countEnded, bans::purge));
        tasks.add(new Task(Ended.CLIENT_SECRETS, clients::countEndedSecrets, clients::purgeSecrets));
        tasks.add(batched(Ended.DOCUMENT_CLIENTS, documentClients::countUnused, documentClients::purge));
        tasks.add(new Task(Ended.KEYS, keys::countEnded, () -> keys.removeEnded(by)));
        if (!auditKeep.isZero()) {
            tasks.add(batched(
                    Ended.AUDIT_EVENTS, () -> audit.countOlder(auditKeep), limit -> audit.purge(auditKeep, limit)));
        }
        return tasks;
    }

    private int forgetSessions() {
        sessions.endAll();
        return forgetAll(sessions::purge);
    }

    /** Of those, what a guesser or a flood of proofs makes more of all the time. */
    public List<Task> limits() {
        return List.of(
                new Task(
                        Ended.RATE_LIMITS,
                        () -> rateLimits.countFull() + audit.counts().countOver(),
                        () -> forgetAll(rateLimits::purge) + forgetAll(audit.counts()::purge)),
                batched(Ended.SIGN_IN_FAILURES, failures::countOver, failures::purge),
                batched(Ended.SEEN_ONCE, seenOnce::countOver, seenOnce::purge));
    }

    private static Task batched(Ended ended, IntSupplier count, IntUnaryOperator forgetAtMost) {
        return new Task(ended, count, () -> forgetAll(forgetAtMost));
    }

    private static int forgetAll(IntUnaryOperator forgetAtMost) {
        int forgotten = 0;
        int last;
        do {
            last = forgetAtMost.applyAsInt(AT_ONCE);
            forgotten += last;
        } while (last == AT_ONCE);
        return forgotten;
    }
}
