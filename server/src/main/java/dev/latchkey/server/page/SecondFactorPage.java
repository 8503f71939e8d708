package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks for a second factor after the password. {@link Form#DECISION} is {@link SignInPage#SIGN_IN} or
 * {@link SignInPage#CANCEL}.
 *
 * @param client the name of the client that asks; null when a person came by themselves
 * @param recovery whether it asks for a recovery code, and not for another factor
 * @param app whether the user has an app, whose code is a factor
 * @param passkeyDemanded whether the client wants a passkey, which the user has or may add after a code
 * @param other the URL of the page that asks for the other one
 * @param passkey asks for a passkey; null when the user has none
 */
public record SecondFactorPage(
        Form form,
        @Nullable String client,
        boolean recovery,
        boolean app,
        boolean passkeyDemanded,
        String other,
        Reason reason,
        @Nullable PasskeyRequest passkey)
        implements Page {

    public static final String CODE = "code";

    /** Why the page is shown. */
    public enum Reason {
        ASKED,
        MISSING,
        /** One text for a code that was never right and one that was used already. */
        WRONG,
        PASSKEY_WRONG;

        boolean isError() {
            return this != ASKED;
        }

        /** What stands at the field for the code; null when nothing is wrong there. */
        @Nullable
        String error(boolean recovery, View view) {
            return switch (this) {
                case MISSING -> view.text(Text.CODE_MISSING);
                case WRONG -> view.text(recovery ? Text.RECOVERY_WRONG : Text.CODE_WRONG);
                case ASKED, PASSKEY_WRONG -> null;
            };
        }
    }

    @Override
    public HttpStatus status() {
        return reason.isError() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }

    @Override
    public boolean hasScript() {
        return passkey != null;
    }

    /** The error of the field; null when it has none. */
    @Nullable
    String error(View view) {
        return reason.error(recovery, view);
    }

    /** Whether there is a field to type a code into. */
    boolean asksCode() {
        return recovery || app;
    }

    /** Whether the passkey is the way to go on: there is no other one, or it does not satisfy the client. */
    boolean isPasskeyFirst() {
        return passkey != null && (!asksCode() || passkeyDemanded);
    }

    Text title() {
        return recovery ? Text.RECOVERY : asksPasskey() ? Text.USE_PASSKEY : Text.SECOND_FACTOR;
    }

    Text text() {
        return recovery ? Text.RECOVERY_TEXT : asksPasskey() ? Text.USE_PASSKEY_TEXT : Text.SECOND_FACTOR_TEXT;
    }

    private boolean asksPasskey() {
        return !app || isPasskeyFirst();
    }

    /** The words of the link to the other page. */
    Text otherText() {
        return !recovery ? Text.USE_RECOVERY : app ? Text.USE_APP : Text.USE_PASSKEY;
    }

    /** Signing in may lead to the client at once. */
    @Override
    public boolean leadsElsewhere() {
        return true;
    }
}
