package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Shows the secret of a new authenticator app, and asks for a code of it. {@link Form#DECISION} is {@link #ADD} or
 * {@link SignInPage#CANCEL}.
 *
 * @param form has the sealed secret too
 * @param back the URL of the account; null while the user is signing in
 * @param username to which account the app will belong
 * @param secret in base32
 * @param reason why the page is shown
 * @param passkey asks for a passkey instead; null when none can be added here
 * @param passkeyOnly whether an app would not be enough for the sign-in
 * @param owned the URL of the page that asks for a passkey that the user has already; null when there is none
 */
public record AddAppPage(
        Form form,
        @Nullable String back,
        String username,
        String secret,
        QrCode qr,
        SecondFactorPage.Reason reason,
        @Nullable PasskeyRequest passkey,
        boolean passkeyOnly,
        @Nullable String owned)
        implements Page {

    public static final String ADD = "add";

    /** The name of the hidden field with the sealed secret. */
    public static final String SEALED = "app";

    @Override
    public HttpStatus status() {
        return reason.isError() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }

    @Override
    public boolean hasScript() {
        return passkey != null;
    }

    /** Adding an app may be the last step before the client. */
    @Override
    public boolean leadsElsewhere() {
        return back == null;
    }

    /** The error of the field; null when it has none. */
    @Nullable
    String error(View view) {
        return reason.error(false, view);
    }

    /** The secret in groups that are easier to type. */
    String grouped() {
        return secret.replaceAll("(.{4})(?!$)", "$1 ");
    }
}
