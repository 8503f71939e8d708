package dev.latchkey.server.authorize;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.page.SignInPage.Reason;

/** What comes next of an authorization request. */
public sealed interface Step {

    /**
     * The user has to sign in.
     *
     * @param username what the name begins with; may be empty
     */
    record SignIn(Reason reason, String username) implements Step {}

    /**
     * The user is asked whether the client may have these scopes.
     *
     * @param scopes that the user can allow
     */
    record Ask(LiveSession session, Scopes scopes) implements Step {}

    /** Nothing is left to ask. */
    record Issue(LiveSession session, Scopes scopes) implements Step {}
}
