package dev.latchkey.server.login;

import dev.latchkey.core.account.Username;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authn.SignInOutcome.Authenticated;
import dev.latchkey.server.authn.SignInOutcome.Refusal;
import dev.latchkey.server.authn.SignInOutcome.Refused;
import dev.latchkey.server.settings.SecondFactorPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies a password. Where that is enough it begins a session, or confirms the one that the user has. */
public final class PasswordStep {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordStep.class);

    private final SignIn signIn;
    private final SessionStart sessions;
    private final SecondFactorPolicy policy;

    public PasswordStep(SignIn signIn, SessionStart sessions, SecondFactorPolicy policy) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.policy = policy;
    }

    /** What came of it. */
    sealed interface Outcome {}

    /** The user is signed in. */
    record Begun(SessionReference session) implements Outcome {}

    /**
     * The password was right and is not enough.
     *
     * @param add whether the user has no second factor yet, and has to add one
     */
    record NeedsFactor(Authenticated user, boolean add) implements Outcome {}

    /** Name and password are not those of an enabled user. */
    record Wrong() implements Outcome {}

    /**
     * Tries.
     *
     * @param remember whether the user wants to stay signed in
     * @throws dev.latchkey.server.http.Failure when there were too many tries, or too many at once
     */
    Outcome attempt(String username, String password, boolean remember, Visit visit) {
        return switch (signIn.byPassword(username, password, null, visit.http().getRemoteAddr())) {
            case Authenticated user -> accept(user, remember, visit);
            case Refused(Refusal reason) -> {
                log(username, reason);
                yield new Wrong();
            }
        };
    }

    private Outcome accept(Authenticated user, boolean remember, Visit visit) {
        boolean demanded =
                policy == SecondFactorPolicy.REQUIRED || (policy == SecondFactorPolicy.OFFERED && visit.acr() != null);
        if (user.needsFactor() || demanded) {
            return new NeedsFactor(user, !user.secondFactor());
        }
        var proven = new SessionStart.Proven(
                user.userId(), user.username(), user.credentialVersion(), user.methods(), remember);
        return sessions.begin(proven, visit).<Outcome>map(Begun::new).orElseGet(() -> {
            log(user.username(), Refusal.ACCOUNT_CHANGED);
            return new Wrong();
        });
    }

    static void log(String username, Object reason) {
        // No username is longer, and a caller must not fill the log.
        String name =
                username.length() > Username.MAX_LENGTH ? username.substring(0, Username.MAX_LENGTH) + "…" : username;
        LOG.info("Refused a sign-in of '{}' on the page: {}", name, reason);
    }
}
