package dev.latchkey.server.page;

import org.springframework.http.HttpStatus;

/**
 * Asks for the code that a device shows.
 *
 * @param username as whom the person is signed in
 * @param code what the field begins with: of the URL, or what was entered before; may be empty
 * @param unknown whether the user entered the code, and no device waits with it
 */
public record DevicePage(Form form, String username, String code, boolean unknown) implements Page {

    public static final String CODE = "user_code";

    @Override
    public HttpStatus status() {
        return unknown ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }
}
