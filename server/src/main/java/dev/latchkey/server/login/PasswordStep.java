package dev.latchkey.server.login;

import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/** Verifies a password and begins a session, or confirms the one that the same user has in this browser. */
public final class PasswordStep {

    /** For how long a browser stays signed in when its user asks for that. */
    static final Duration REMEMBERED = Duration.ofDays(30);

    /** For how long at most it does otherwise: until it is closed, if that is sooner. */
    private static final Duration FOR_NOW = Duration.ofHours(12);

    private static final Logger LOG = LoggerFactory.getLogger(PasswordStep.class);

    private final SignIn signIn;
    private final SessionChanges sessions;

    public PasswordStep(SignIn signIn, SessionChanges sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /**
     * Tries.
     *
     * @param live the session that the browser has; null when it has none
     * @param remember whether the user wants to stay signed in
     * @return empty when name and password are not those of an enabled user
     * @throws dev.latchkey.server.http.Failure when there were too many tries, or too many at once
     */
    Optional<SessionReference> attempt(
            String username,
            String password,
            boolean remember,
            @Nullable LiveSession live,
            HttpServletRequest request) {
        return switch (signIn.byPassword(username, password, null, request.getRemoteAddr())) {
            case Authenticated user -> session(user, remember, live, request);
            case Refused(Refusal reason) -> {
                log(username, reason);
                yield Optional.empty();
            }
        };
    }

    private Optional<SessionReference> session(
            Authenticated user, boolean remember, @Nullable LiveSession live, HttpServletRequest request) {
        NewSession.Proof proof = new NewSession.Proof(
                user.credentialVersion(), user.methods(), remember, remember ? REMEMBERED : FOR_NOW);
        Attribution by = Attribution.of("user:" + user.username());
        Optional<SessionReference> session = Optional.empty();
        if (live != null && live.userId().equals(user.userId())) {
            session = sessions.confirm(live.reference(), user.userId(), user.username(), proof, by);
        }
        if (session.isEmpty()) {
            // Always a new id: nothing that was planted in the browser, or left by another user, is signed in.
            NewSession fresh = new NewSession(
                    user.userId(), proof, request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT));
            session = sessions.begin(
                    fresh,
                    user.username(),
                    live == null ? null : live.reference().id(),
                    by);
        }
        if (session.isEmpty()) {
            log(user.username(), Refusal.ACCOUNT_CHANGED);
        }
        return session;
    }

    private static void log(String username, Refusal reason) {
        // No username is longer, and a caller must not fill the log.
        String name =
                username.length() > Username.MAX_LENGTH ? username.substring(0, Username.MAX_LENGTH) + "…" : username;
        LOG.info("Refused a sign-in of '{}' on the page: {}", name, reason);
    }
}
