package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks for a second factor after the password. {@link Form#DECISION} is {@link SignInPage#SIGN_IN} or
 * {@link SignInPage#CANCEL}.
 *
 * @param client the name of the client that asks; null when a person came by themselves
 * @param recovery whether it asks for a recovery code, and not for one of the app
 * @param other the URL of the page that asks for the other one
 */
public record SecondFactorPage(Form form, @Nullable String client, boolean recovery, String other, Reason reason)
        implements Page {

    public static final String CODE = "code";

    /** Why the page is shown. */
    public enum Reason {
        ASKED,
        MISSING,
        /** One text for a code that was never right and one that was used already. */
        WRONG;

        boolean isError() {
            return this != ASKED;
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
}
