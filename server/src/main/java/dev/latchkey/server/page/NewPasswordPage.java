package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Asks the holder of a link for a new password. Its fields are those of {@link PasswordPage}.
 *
 * @param username for the password manager
 * @param minLength the least length of a new password, in characters
 * @param fault what is wrong with what was sent; null when nothing was
 */
public record NewPasswordPage(Form form, String username, int minLength, PasswordPage.@Nullable Fault fault)
        implements Page {

    @Override
    public HttpStatus status() {
        return fault == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
    }
}
