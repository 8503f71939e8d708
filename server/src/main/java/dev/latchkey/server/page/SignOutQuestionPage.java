package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;

/**
 * Asks whether to sign out (OpenID Connect RP-Initiated Logout, section 2). {@link Form#DECISION} is {@link #SIGN_OUT} or
 * {@link #STAY}.
 *
 * @param client the name of the client that asks for it; null when that is not certain
 * @param username as whom the person is signed in
 */
public record SignOutQuestionPage(Form form, @Nullable String client, String username) implements Page {

    public static final String SIGN_OUT = "sign-out";
    public static final String STAY = "stay";

    /** Signing out may lead back to the client. */
    @Override
    public boolean leadsElsewhere() {
        return true;
    }
}
