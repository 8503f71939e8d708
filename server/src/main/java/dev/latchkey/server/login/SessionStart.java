package dev.latchkey.server.login;

import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;

/** Begins the session of a user who has proved everything, or confirms the one that the same user has in this browser. */
public final class SessionStart {

    /** For how long at most a browser stays signed in: until it is closed, if that is sooner. */
    private static final Duration FOR_NOW = Duration.ofHours(12);

    private final SessionChanges sessions;

    public SessionStart(SessionChanges sessions) {
        this.sessions = sessions;
    }

    /**
     * What a user has proved.
     *
     * @param methods as bits of {@link dev.latchkey.core.session.Amr}
     * @param remember whether the user wants to stay signed in
     */
    record Proven(UUID userId, String username, int credentialVersion, int methods, boolean remember) {}

    /** Begins it; empty when the user was disabled or has other credentials by now. */
    Optional<SessionReference> begin(Proven user, Visit visit) {
        NewSession.Proof proof = new NewSession.Proof(
                user.credentialVersion(),
                user.methods(),
                user.remember(),
                user.remember() ? SignInPages.REMEMBERED : FOR_NOW);
        Attribution by = Attribution.of("user:" + user.username());
        LiveSession live = visit.live();
        Optional<SessionReference> session = Optional.empty();
        if (live != null && live.userId().equals(user.userId())) {
            session = sessions.confirm(live.reference(), user.userId(), user.username(), proof, by);
        }
        if (session.isEmpty()) {
            // Always a new id: nothing that was planted in the browser, or left by another user, is signed in.
            NewSession fresh = new NewSession(
                    user.userId(),
                    proof,
                    visit.http().getRemoteAddr(),
                    visit.http().getHeader(HttpHeaders.USER_AGENT));
            session = sessions.begin(
                    fresh,
                    user.username(),
                    live == null ? null : live.reference().id(),
                    by);
        }
        return session;
    }
}
