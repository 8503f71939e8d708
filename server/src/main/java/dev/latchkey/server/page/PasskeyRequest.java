package dev.latchkey.server.page;

import java.util.Locale;

/**
 * What the script of a page asks the browser for. The form has a hidden field {@link #FIELD}, which the script fills with
 * the answer. Without a script nothing of it is shown.
 *
 * @param options of the ceremony, as JSON
 */
public record PasskeyRequest(Kind kind, String options) {

    /** The name of the hidden field. */
    public static final String FIELD = "passkey";

    /** The ceremony. */
    public enum Kind {
        /** A signature of a passkey. */
        GET,
        /** A new passkey. */
        CREATE;

        /** The method of {@code navigator.credentials}. */
        String method() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
