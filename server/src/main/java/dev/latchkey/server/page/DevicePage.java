package dev.latchkey.server.page;

import org.springframework.http.HttpStatus;

/**
 * Asks for the code that a device shows.
 *
 * @param username as whom the person is signed in
 * @param code what the field begins with: of the URL, or what was entered before; may be empty
 * @param unknown whether that was entered, and is no code of a device that waits
 */
public record DevicePage(Form form, String username, String code, boolean unknown) implements Page {

    public static final String CODE = "user_code";

    @Override
    public HttpStatus status() {
        return unknown ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }
}
