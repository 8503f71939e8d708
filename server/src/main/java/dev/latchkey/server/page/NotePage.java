package dev.latchkey.server.page;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A page with one message: what happens next, or why nothing was changed.
 *
 * @param about the address that the message names; empty when it names none
 * @param next the URL of the button; null for none
 */
public record NotePage(Kind kind, String about, @Nullable String next) implements Page {

    /** What it says. */
    public enum Kind {
        /** The same for every account and for none. */
        RESET_SENT(HttpStatus.OK, Text.LINK_SENT, Text.RESET_SENT_TEXT, Text.SIGN_IN),
        /** The link is used, too old, or none of ours. */
        RESET_LINK_DEAD(HttpStatus.GONE, Text.LINK_DEAD, Text.LINK_DEAD_TEXT, Text.LINK_NEW),
        ADDRESS_LINK_DEAD(HttpStatus.GONE, Text.LINK_DEAD, Text.LINK_DEAD_TEXT, Text.ACCOUNT),
        SIGN_UP_LINK_DEAD(HttpStatus.GONE, Text.LINK_DEAD, Text.LINK_DEAD_TEXT, Text.SIGN_UP),
        /** The link is another user's. */
        OTHER_USER(HttpStatus.FORBIDDEN, Text.OTHER_USER, Text.OTHER_USER_TEXT, Text.SIGN_OUT),
        ADDRESS_TAKEN(HttpStatus.CONFLICT, Text.ADDRESS_TAKEN, Text.ADDRESS_TAKEN_TEXT, Text.ACCOUNT),
        /** The same whether there is an account with the address or not. */
        SIGN_UP_SENT(HttpStatus.OK, Text.LINK_SENT, Text.SIGN_UP_SENT_TEXT, Text.SIGN_IN);

        private final HttpStatus status;
        private final Text title;
        private final Text text;
        private final Text button;

        Kind(HttpStatus status, Text title, Text text, Text button) {
            this.status = status;
            this.title = title;
            this.text = text;
            this.button = button;
        }
    }

    /** A note that names no address. */
    public static NotePage of(Kind kind, @Nullable String next) {
        return new NotePage(kind, "", next);
    }

    @Override
    public HttpStatus status() {
        return kind.status;
    }

    boolean isError() {
        return kind.status.isError();
    }

    Text title() {
        return kind.title;
    }

    Text text() {
        return kind.text;
    }

    Text button() {
        return kind.button;
    }
}
