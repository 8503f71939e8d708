package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks for name and password. Both buttons send the form; {@link Form#DECISION} is {@link #SIGN_IN} or {@link #CANCEL}.
 *
 * @param outcome of what led here; null when nothing did
 * @param client the name of the client that asks; null when no client does, and then there is no button to cancel
 * @param username what the field begins with: a {@code login_hint}, or what was entered before; may be empty
 * @param remember whether the box is ticked
 * @param reason why the page is shown
 * @param passkey asks for a passkey instead; null where browsers refuse them
 */
public record SignInPage(
        Form form,
        @Nullable Outcome outcome,
        @Nullable String client,
        String username,
        boolean remember,
        Reason reason,
        @Nullable PasskeyRequest passkey,
        Ways ways)
        implements Page {

    /**
     * Where a person goes who cannot sign in.
     *
     * @param reset the URL for a new password; null where none is offered
     * @param signUp the URL for a new account; null where none is offered
     */
    public record Ways(@Nullable String reset, @Nullable String signUp) {

        public static final Ways NONE = new Ways(null, null);
    }

    public static final String USERNAME = "username";
    public static final String PASSWORD = "password";

    /** Has the value {@code true} when the box is ticked; else it is not sent. */
    public static final String REMEMBER = "remember";

    public static final String SIGN_IN = "sign-in";
    public static final String CANCEL = "cancel";

    /** Why the page is shown. */
    public enum Reason {
        /** A first visit. */
        ASKED,
        /** Signed in, but too long ago for this client, or it wants proof. */
        CONFIRM,
        USERNAME_MISSING,
        PASSWORD_MISSING,
        /** One text for an unknown name, a wrong password, and an account that is disabled or locked. */
        WRONG,
        /** One text for an unknown passkey, a wrong answer, and an account that is disabled. */
        PASSKEY_WRONG;

        boolean isError() {
            return this != ASKED && this != CONFIRM;
        }
    }

    @Override
    public HttpStatus status() {
        return reason.isError() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }

    /** Signing in may lead to the client at once. */
    @Override
    public boolean leadsElsewhere() {
        return true;
    }

    @Override
    public boolean hasScript() {
        return passkey != null;
    }

    /** The first field that is to be filled in, or again. */
    boolean focusesPassword() {
        return !username.isEmpty() && reason != Reason.USERNAME_MISSING;
    }
}
