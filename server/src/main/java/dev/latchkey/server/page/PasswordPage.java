package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks for the current and a new password.
 *
 * @param back the URL of the account
 * @param username for the password manager
 * @param minLength the least length of a new password, in characters
 * @param fault what is wrong with what was sent; null when nothing was
 */
public record PasswordPage(
        @Nullable Outcome outcome,
        Form form,
        String back,
        String username,
        int minLength,
        @Nullable Fault fault) implements Page {

    public static final String CURRENT = "current-password";
    public static final String WANTED = "new-password";
    public static final String REPEATED = "repeated-password";

    /** What is wrong, and in which field. */
    public enum Fault {
        CURRENT_MISSING(CURRENT, Text.CURRENT_MISSING),
        CURRENT_WRONG(CURRENT, Text.CURRENT_WRONG),
        WANTED_MISSING(WANTED, Text.WANTED_MISSING),
        TOO_SHORT(WANTED, Text.TOO_SHORT),
        TOO_LONG(WANTED, Text.TOO_LONG),
        TOO_EASY(WANTED, Text.TOO_EASY),
        UNCHANGED(WANTED, Text.UNCHANGED),
        NOT_REPEATED(REPEATED, Text.NOT_REPEATED);

        private final String field;
        private final Text text;

        Fault(String field, Text text) {
            this.field = field;
            this.text = text;
        }

        /** Of one field of a form; null when the fault is in another. */
        @Nullable
        String error(String of, int minLength, View view) {
            return field.equals(of) ? view.text(text, minLength) : null;
        }

        boolean isIn(String other) {
            return field.equals(other);
        }
    }

    @Override
    public HttpStatus status() {
        return fault == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
    }

    /** The error of a field; null when it has none. */
    @Nullable
    String error(String field, View view) {
        return fault == null ? null : fault.error(field, minLength, view);
    }

    /** The first field that is to be filled in, or again. */
    boolean focuses(String field) {
        return field.equals(fault == null ? CURRENT : fault.field);
    }
}
