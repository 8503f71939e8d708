package dev.latchkey.server.page;

import org.springframework.http.HttpStatus;

/**
 * Asks for a name or an address to which a link for a new password is sent.
 *
 * @param back the URL of the sign-in page
 * @param missing whether nothing was entered
 */
public record ForgottenPage(Form form, String back, boolean missing) implements Page {

    /** The name of the field. */
    public static final String ACCOUNT = "account";

    @Override
    public HttpStatus status() {
        return missing ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }
}
