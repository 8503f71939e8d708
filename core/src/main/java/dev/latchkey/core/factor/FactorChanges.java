package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Changes of second factors, each one transaction with its audit row. Each moves the version of the user's credentials,
 * which ends the sessions of the user. The session in which users change their own factor goes on.
 */
public final class FactorChanges {

    /** How long ago users signed in at most who change their own factor. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final SecondFactors factors;
    private final BrowserSessions sessions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    public FactorChanges(
            JdbcClient jdbc,
            SecondFactors factors,
            BrowserSessions sessions,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.factors = factors;
        this.sessions = sessions;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * An account whose user has proved the password.
     *
     * @param credentialVersion that the user proved; with another one by now, nothing happens
     */
    public record Owner(UUID userId, String username, int credentialVersion) {}

    /**
     * An app whose user has entered a code of it.
     *
     * @param step of that code, which is used up
     * @param key seals the secret
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record NewApp(byte[] secret, long step, DataKey key) {}

    /**
     * Adds an app to the account of a user who is signing in and has no session yet.
     *
     * @return the recovery codes; empty when the account has a factor, is disabled or has other credentials by now
     */
    public Optional<RecoveryCodes> add(Owner owner, NewApp app) {
        return transactions.in(() -> addLocked(owner, app));
    }

    private Optional<RecoveryCodes> addLocked(Owner owner, NewApp app) {
        if (!lock(owner) || !factors.insert(owner.userId(), app.secret(), app.step(), app.key())) {
            return Optional.empty();
        }
        List<String> codes = factors.replaceCodes(owner.userId());
        record(owner, "factor.add", Notice.FACTOR_ADDED);
        return Optional.of(new RecoveryCodes(codes, version(owner.userId())));
    }

    /**
     * A change that users have made to their own factor.
     *
     * @param session in which they go on; the browser needs the cookie of its new generation
     * @param codes new recovery codes; none when the factor was removed
     */
    public record Changed(SessionReference session, List<String> codes) {

        /** A change whose codes do not change any more. */
        public Changed {
            codes = List.copyOf(codes);
        }

        /** Leaves the codes out. */
        @Override
        public String toString() {
            return "Changed[" + session + "]";
        }
    }

    /**
     * Adds an app to the account of a signed-in user.
     *
     * @return empty when the account has a factor, is disabled or has other credentials by now, the session is over, or its
     *     sign-in is longer ago than {@link #RECENT}
     */
    public Optional<Changed> add(LiveSession session, NewApp app) {
        return own(session, owner -> addLocked(owner, app).map(RecoveryCodes::texts));
    }

    /** Replaces the recovery codes of a signed-in user; empty as above, and when there is no factor. */
    public Optional<Changed> replaceCodes(LiveSession session) {
        return own(session, owner -> {
            if (factors.find(owner.userId()).isEmpty()) {
                return Optional.empty();
            }
            List<String> codes = factors.replaceCodes(owner.userId());
            record(owner, "factor.codes", Notice.CODES_REPLACED);
            return Optional.of(codes);
        });
    }

    /** Removes the factor of a signed-in user, with the recovery codes; empty as above, and when there is none. */
    public Optional<Changed> remove(LiveSession session) {
        return own(session, owner -> {
            if (!factors.delete(owner.userId())) {
                return Optional.empty();
            }
            record(owner, "factor.remove", Notice.FACTOR_REMOVED);
            return Optional.of(List.of());
        });
    }

    private Optional<Changed> own(LiveSession session, Function<Owner, Optional<List<String>>> change) {
        if (!session.now().isBefore(session.authTime().plus(RECENT))) {
            return Optional.empty();
        }
        Owner owner = new Owner(session.userId(), session.username(), session.credentialVersion());
        return transactions.in(() -> {
            // The user's row first, as everywhere.
            if (!lock(owner) || !sessions.lockLive(session.reference(), owner.userId())) {
                return Optional.empty();
            }
            return change.apply(owner).map(codes -> new Changed(sessions.restamp(session.reference(), false), codes));
        });
    }

    private void record(Owner owner, String action, Notice notice) {
        Attribution by = Attribution.of("user:" + owner.username());
        audit.recordBounded(by, action, owner.userId(), owner.username(), Map.of(), owner.userId());
        outbox.notice(notice, owner.userId());
    }

    /**
     * Removes the factor of an account and its recovery codes, as an administrator does.
     *
     * @param action for the audit log
     * @return false when it had none, empty when there is no such account
     */
    public Optional<Boolean> remove(UUID userId, String action, Attribution by) {
        return transactions.in(() -> lockAny(userId).map(username -> {
            boolean removed = factors.delete(userId);
            if (removed) {
                audit.record(by, action, userId, username);
                outbox.notice(Notice.FACTOR_REMOVED, userId);
            }
            return removed;
        }));
    }

    /**
     * Removes the factors whose secrets a master key does not open, because the key that does is lost.
     *
     * @return how many
     */
    public int resetUnreadable(DataKeys keys, MasterKey masterKey, Attribution by) {
        Predicate<UUID> reset = userId -> remove(userId, "factor.reset", by).orElse(false);
        return transactions.in(() -> Math.toIntExact(keys.unopened(masterKey).stream()
                .flatMap(key -> factors.usersUnder(key).stream())
                .filter(reset)
                .count()));
    }

    private boolean lock(Owner owner) {
        return jdbc.sql("""
                SELECT username FROM users
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL
                   FOR UPDATE
                """)
                .param("id", owner.userId())
                .param("version", owner.credentialVersion())
                .query(String.class)
                .optional()
                .isPresent();
    }

    private Optional<String> lockAny(UUID userId) {
        return jdbc.sql("SELECT username FROM users WHERE id = :id FOR UPDATE")
                .param("id", userId)
                .query(String.class)
                .optional();
    }

    private int version(UUID userId) {
        return jdbc.sql("SELECT credential_version FROM users WHERE id = :id")
                .param("id", userId)
                .query(Integer.class)
                .single();
    }
}
