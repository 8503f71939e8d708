package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The email address of a signed-in user.
 *
 * @param back the URL of the account
 * @param address null when there is none
 * @param offered whether it can be changed here, which needs mail
 * @param entered what the field begins with; may be empty
 * @param invalid whether what was entered is no address that mail can be sent to
 */
public record AddressPage(
        @Nullable Outcome outcome,
        Form form,
        String back,
        @Nullable String address,
        boolean verified,
        boolean offered,
        String entered,
        boolean invalid)
        implements Page {

    /** The name of the field. */
    public static final String ADDRESS = "address";

    @Override
    public HttpStatus status() {
        return invalid ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }
}
