package dev.latchkey.server.page;

import org.springframework.http.HttpStatus;

/**
 * Asks for the address of a new account, to which a link is sent.
 *
 * @param back the URL of the sign-in page
 * @param entered what the field begins with; may be empty
 * @param invalid whether that is no address that mail can be sent to
 */
public record SignUpAddressPage(Form form, String back, String entered, boolean invalid) implements Page {

    @Override
    public HttpStatus status() {
        return invalid ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }
}
