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
     * @param scopes that the client gets if the user allows it
     * @param shown those, and the ones that stand for single claims that the client asks for
     */
    record Ask(LiveSession session, Scopes scopes, Scopes shown) implements Step {}

    /**
     * Nothing is left to ask.
     *
     * @param scopes that the client gets
     */
    record Issue(LiveSession session, Scopes scopes) implements Step {}
}
