package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks for what a new account needs. The fields of the password are those of {@link PasswordPage}.
 *
 * @param back the URL of the sign-in page
 * @param verified the address that the visitor has shown to be theirs; null where an address may be entered, unverified
 * @param username what the field begins with; may be empty
 * @param email what the field begins with; may be empty
 * @param minLength the least length of a password, in characters
 * @param fault what is wrong with what was sent; null when nothing was
 */
public record SignUpPage(
        Form form,
        String back,
        @Nullable String verified,
        String username,
        String email,
        int minLength,
        @Nullable Fault fault)
        implements Page {

    public static final String USERNAME = "username";
    public static final String EMAIL = "email";

    /** What is wrong with a field that is none of the password. */
    public enum Problem {
        USERNAME_MISSING(USERNAME, Text.USERNAME_MISSING),
        USERNAME_INVALID(USERNAME, Text.USERNAME_INVALID),
        USERNAME_TAKEN(USERNAME, Text.USERNAME_TAKEN),
        EMAIL_INVALID(EMAIL, Text.ADDRESS_INVALID);

        private final String field;
        private final Text text;

        Problem(String field, Text text) {
            this.field = field;
            this.text = text;
        }
    }

    /**
     * What is wrong.
     *
     * @param problem null when it is the password
     * @param password null when it is not the password
     */
    public record Fault(@Nullable Problem problem, PasswordPage.@Nullable Fault password) {}

    @Override
    public HttpStatus status() {
        return fault == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
    }

    PasswordPage.@Nullable Fault passwordFault() {
        return fault == null ? null : fault.password();
    }

    private @Nullable Problem problem() {
        return fault == null ? null : fault.problem();
    }

    /** The error of a field; null when it has none. */
    @Nullable
    String error(String field, View view) {
        Problem problem = problem();
        return problem == null || !problem.field.equals(field) ? null : view.text(problem.text);
    }

    /** The first field that is to be filled in, or again; none of these when it is one of the password. */
    boolean focuses(String field) {
        Problem problem = problem();
        return passwordFault() == null && field.equals(problem == null ? USERNAME : problem.field);
    }
}
