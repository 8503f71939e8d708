package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.factor.FactorChanges.Changed;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.EndedSession;
import dev.latchkey.core.session.LiveSession;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Locks the account whose factors change, and lets the session go on in which its user makes the change. Each method is
 * called in a transaction.
 */
final class LockedAccount {

    private final JdbcClient jdbc;
    private final SecondFactors factors;
    private final BrowserSessions sessions;
    private final RelatedFamilies families;
    private final Outbox outbox;
    private final AuditLog audit;
    private final @Nullable String language;

    LockedAccount(
            JdbcClient jdbc,
            SecondFactors factors,
            BrowserSessions sessions,
            RelatedFamilies families,
            Outbox outbox,
            AuditLog audit) {
        this(jdbc, factors, sessions, families, outbox, audit, null);
    }

    private LockedAccount(
            JdbcClient jdbc,
            SecondFactors factors,
            BrowserSessions sessions,
            RelatedFamilies families,
            Outbox outbox,
            AuditLog audit,
            @Nullable String language) {
        this.jdbc = jdbc;
        this.factors = factors;
        this.sessions = sessions;
        this.families = families;
        this.outbox = outbox;
        this.audit = audit;
        this.language = language;
    }

    /** The same, telling users of their own changes in this language. */
    LockedAccount onPageIn(String tag) {
        return new LockedAccount(jdbc, factors, sessions, families, outbox, audit, tag);
    }

    /**
     * Changes factors of a user who has no session yet, and has proved the password only: nothing happens when the account
     * has a factor, or the password would be enough to add another one.
     *
     * @return with the new version of the credentials
     */
    Optional<RecoveryCodes> signingIn(Owner owner, Function<Owner, Optional<List<String>>> change) {
        if (!lock(owner) || factors.isThereAny(owner.userId())) {
            return Optional.empty();
        }
        Optional<List<String>> changed = change.apply(owner);
        changed.ifPresent(codes -> endOthers(owner.userId()));
        return changed.map(codes -> new RecoveryCodes(codes, version(owner.userId())));
    }

    /** Changes factors of a user in a session. */
    Optional<Changed> signedIn(LiveSession session, Function<Owner, Optional<List<String>>> change) {
        if (!session.isSignedInWithin(FactorChanges.RECENT)) {
            return Optional.empty();
        }
        Owner owner = new Owner(session.userId(), session.username(), session.credentialVersion());
        // The user's row first, as everywhere.
        if (!lock(owner) || !sessions.lockLive(session.reference(), owner.userId())) {
            return Optional.empty();
        }
        Optional<Changed> changed =
                change.apply(owner).map(codes -> new Changed(sessions.restamp(session.reference(), false), codes));
        changed.ifPresent(done -> endOthers(owner.userId()));
        return changed;
    }

    /**
     * Changes factors of any user, as an administrator does.
     *
     * @param change gets the name of the user
     * @return empty when there is no such user
     */
    <T> Optional<T> any(UUID userId, Function<String, T> change) {
        return jdbc.sql("SELECT username FROM users WHERE id = :id FOR UPDATE")
                .param("id", userId)
                .query(String.class)
                .optional()
                .map(username -> {
                    T done = change.apply(username);
                    endOthers(userId);
                    return done;
                });
    }

    /** Ends the sessions that began with other factors, and the token families that end with a sign-out. */
    private void endOthers(UUID userId) {
        List<EndedSession> ended = sessions.endOutdated(userId);
        ended.stream()
                .map(EndedSession::createdAt)
                .min(Comparator.naturalOrder())
                .ifPresent(first -> families.revokeOnline(
                        ended.stream().map(EndedSession::id).toList(), List.of(userId), first, "signed_out"));
    }

    /** Writes the change of a user into the audit log, and tells the user of it. */
    void record(Owner owner, String action, Notice notice, Map<String, String> details) {
        Attribution by = Attribution.of("user:" + owner.username());
        audit.recordBounded(by, action, owner.userId(), owner.username(), details, owner.userId());
        outbox.notice(notice, owner.userId(), language);
    }

    /** Writes the change of an administrator into the audit log, and tells the user of it. */
    void record(Attribution by, String action, UUID userId, String username, Map<String, String> details) {
        audit.record(by, action, userId, username, details);
        outbox.notice(Notice.FACTOR_REMOVED, userId, by.language());
    }

    private boolean lock(Owner owner) {
        return jdbc.sql("""
                SELECT username FROM users
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL
                   AND (valid_until > now()) IS NOT FALSE
                   FOR UPDATE
                """)
                .param("id", owner.userId())
                .param("version", owner.credentialVersion())
                .query(String.class)
                .optional()
                .isPresent();
    }

    private int version(UUID userId) {
        return jdbc.sql("SELECT credential_version FROM users WHERE id = :id")
                .param("id", userId)
                .query(Integer.class)
                .single();
    }
}
