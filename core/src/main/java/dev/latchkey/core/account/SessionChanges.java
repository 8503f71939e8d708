package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.EndedSession;
import dev.latchkey.core.session.EndedSessions;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.core.session.SessionSelection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes of browser sessions, each one transaction with the token families that end with it and its audit row. */
public final class SessionChanges {

    private static final String ADMINISTRATOR = "administrator";
    private static final String SIGNED_OUT = "signed_out";

    private final Users users;
    private final BrowserSessions sessions;
    private final DeviceGrants devices;
    private final RelatedFamilies families;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    public SessionChanges(
            Users users,
            BrowserSessions sessions,
            DeviceGrants devices,
            RelatedFamilies families,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.users = users;
        this.sessions = sessions;
        this.devices = devices;
        this.families = families;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Begins a session, which has a new id whatever the browser had before.
     *
     * @param username for the audit log
     * @param replaced the session that the browser had; it ends, so that the new user does not inherit it
     * @return empty when the user was disabled or has other credentials by now; nothing happened then
     */
    public Optional<SessionReference> begin(
            NewSession session, String username, @Nullable UUID replaced, Attribution by) {
        return transactions.in(() -> {
            Optional<SessionReference> begun = sessions.begin(session);
            begun.ifPresent(reference -> {
                audit.recordBounded(
                        by,
                        "session.begin",
                        session.userId(),
                        username,
                        details(reference.id(), session.proof().amr()),
                        session.userId());
                if (replaced != null) {
                    ended(sessions.end(replaced, "replaced").stream().toList(), by);
                }
            });
            return begun;
        });
    }

    /**
     * Notes that the user of a session has proved again to be the user; the browser needs the cookie of the new
     * generation.
     *
     * @return empty when the session is over, or the user was disabled or has other credentials by now
     */
    public Optional<SessionReference> confirm(
            SessionReference reference, UUID userId, String username, NewSession.Proof proof, Attribution by) {
        return transactions.in(() -> {
            Optional<SessionReference> confirmed = sessions.confirm(reference, userId, proof);
            confirmed.ifPresent(session -> audit.recordBounded(
                    by, "session.confirm", userId, username, details(session.id(), proof.amr()), userId));
            return confirmed;
        });
    }

    private static Map<String, String> details(UUID sessionId, int amr) {
        return Map.of("session", sessionId.toString(), "amr", String.join(" ", Amr.names(amr)));
    }

    /**
     * The result of ending sessions.
     *
     * @param sessions how many were live until now
     * @param revocation of the families without {@code offline_access} that they authorised
     */
    public record SignOut(int sessions, Revocation revocation) {

        public static final SignOut NONE = new SignOut(0, Revocation.NONE);

        /** This and another together. */
        public SignOut and(SignOut other) {
            return new SignOut(sessions + other.sessions, revocation.and(other.revocation));
        }
    }

    /** Ends one session, as its user or an administrator does. */
    public SignOut end(UUID id, String reason, Attribution by) {
        return transactions.in(() -> ended(sessions.end(id, reason).stream().toList(), by));
    }

    /** Ends one session, as the user does from another one; {@link SignOut#NONE} when it is not this user's. */
    public SignOut endOfUser(UUID id, UUID userId, Attribution by) {
        return transactions.in(
                () -> ended(sessions.endOfUser(id, userId, SIGNED_OUT).stream().toList(), by));
    }

    /**
     * Ends the sessions of a user but the one in which the user asks for that, and forgets the devices that the user has
     * allowed and that have no tokens yet.
     */
    public SignOut endOthersOfUser(UUID userId, UUID current, Attribution by) {
        return transactions.in(() -> {
            // Gone, or locked: a session that is just beginning is seen and ended.
            users.lock(userId);
            devices.forget(userId);
            return ended(sessions.endOthersOfUser(userId, current, SIGNED_OUT), by);
        });
    }

    /** Ends the sessions of a user, and forgets devices as above. */
    public SignOut endAllOfUser(UUID userId, Attribution by) {
        return transactions.in(() -> {
            // Gone, or locked: a session that is just beginning is seen and ended.
            users.lock(userId);
            devices.forget(userId);
            return ended(sessions.endAllOfUser(userId, ADMINISTRATOR), by);
        });
    }

    /** Ends the sessions in which a client was authorised. */
    public SignOut endAllOfClient(UUID clientId, Attribution by) {
        return endMany(SessionSelection.ofClient(clientId), by);
    }

    /** What {@link #endAllOfClient} would end; takes no locks. */
    public SignOut countAllOfClient(UUID clientId) {
        return countMany(SessionSelection.ofClient(clientId));
    }

    /** Ends every session. */
    public SignOut endAll(Attribution by) {
        return endMany(SessionSelection.ALL, by);
    }

    /** What {@link #endAll} would end; takes no locks. */
    public SignOut countAll() {
        return countMany(SessionSelection.ALL);
    }

    private SignOut endMany(SessionSelection which, Attribution by) {
        return transactions.in(() -> sessions.many()
                .end(which, ADMINISTRATOR)
                .map(ended -> recorded(
                        ended,
                        families.revokeOnline(
                                SessionSelection.ENDED, Map.of(), ended.first().createdAt(), SIGNED_OUT),
                        by))
                .orElse(SignOut.NONE));
    }

    private SignOut countMany(SessionSelection which) {
        return sessions.many()
                .count(which)
                .map(live -> new SignOut(
                        live.count(),
                        families.countOnline(
                                which.live(), which.parameters(), live.first().createdAt())))
                .orElse(SignOut.NONE);
    }

    private SignOut ended(List<EndedSession> ended, Attribution by) {
        return EndedSessions.of(ended)
                .map(all -> recorded(
                        all,
                        families.revokeOnline(
                                ended.stream().map(EndedSession::id).toList(),
                                ended.stream().map(EndedSession::userId).toList(),
                                all.first().createdAt(),
                                SIGNED_OUT),
                        by))
                .orElse(SignOut.NONE);
    }

    private SignOut recorded(EndedSessions ended, Revocation revocation, Attribution by) {
        Map<String, String> details = new HashMap<>(revocation.details(ended.count()));
        EndedSession first = ended.first();
        if (ended.count() == 1) {
            details.put("session", first.id().toString());
        }
        audit.record(
                by,
                "session.end",
                ended.ofOneUser() ? first.userId() : null,
                ended.ofOneUser() ? first.username() : null,
                details);
        return new SignOut(ended.count(), revocation);
    }

    /**
     * Changes a password, as its owner does in a session. That session goes on with a new generation; all other sessions
     * and all token families of the account end.
     *
     * @param version of the credentials that the owner's old password was verified with
     * @return empty when the session is over, or the user was disabled or has other credentials by now; nothing happened
     *     then
     */
    public Optional<SessionReference> changePassword(
            SessionReference session, UUID userId, String username, int version, String newHash, Attribution by) {
        return transactions.in(() -> {
            // The user's row first: it orders this transaction before or after a disable or another new password.
            if (users.lock(userId).isEmpty()
                    || !sessions.lockLive(session, userId)
                    || !users.replacePasswordHash(userId, version, newHash)) {
                return Optional.empty();
            }
            SessionReference current = sessions.restamp(session, true);
            sessions.endOutdated(userId);
            Revocation revocation = families.revokeAllOfUser(userId, "password_changed");
            audit.record(by, "user.password", userId, username, revocation.details());
            outbox.notice(Notice.PASSWORD_CHANGED, userId, by.language());
            return Optional.of(current);
        });
    }

    /**
     * Stores a better hash of the same password, and keeps the sessions of the user.
     *
     * @param version of the credentials that were checked
     * @return the version from now on; empty when the user was disabled or has other credentials by now
     */
    public Optional<Integer> rehash(UUID userId, int version, String newHash) {
        return transactions.in(() -> {
            Optional<Integer> next = users.rehash(userId, version, newHash);
            next.ifPresent(current -> sessions.restampAll(userId, current));
            return next;
        });
    }
}
