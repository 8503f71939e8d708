package dev.latchkey.server.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Says what is wrong, in words for the person and in small print for the developer of the app.
 *
 * @param status of the answer
 * @param code of the protocol, such as {@code invalid_request}; null for none
 * @param reason a sentence in English for the developer; null for none
 * @param requestId what the log calls this request; null for none
 * @param retryAfter when the same may work again, also in the header {@code Retry-After}; null for unknown
 * @param retry the URL to try again by GET; null for no button
 */
public record ErrorPage(
        HttpStatus status,
        Kind kind,
        @Nullable String code,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable Duration retryAfter,
        @Nullable String retry)
        implements Page {

    /** What is wrong, as the person sees it. */
    public enum Kind {
        /** The app's request cannot be used. */
        REQUEST(Text.REQUEST_TITLE, Text.REQUEST_TEXT),
        /** The form is of another browser, or forged. */
        FORM(Text.FORM_TITLE, Text.FORM_TEXT),
        /** The sign-in with the demo client is over, or is another browser's. */
        DEMO(Text.DEMO_OVER_TITLE, Text.DEMO_OVER_TEXT),
        NOT_FOUND(Text.NOT_FOUND_TITLE, Text.NOT_FOUND_TEXT),
        TOO_MANY(Text.TOO_MANY_TITLE, Text.TOO_MANY_TEXT),
        /** Too many letters were asked for. */
        TOO_MANY_LETTERS(Text.TOO_MANY_LETTERS_TITLE, Text.TOO_MANY_LETTERS_TEXT),
        /** The database or the hasher cannot be used at the moment. */
        UNAVAILABLE(Text.UNAVAILABLE_TITLE, Text.UNAVAILABLE_TEXT),
        INTERNAL(Text.INTERNAL_TITLE, Text.INTERNAL_TEXT);

        final Text title;
        final Text text;

        Kind(Text title, Text text) {
            this.title = title;
            this.text = text;
        }
    }

    /** An error with nothing in small print. */
    public static ErrorPage of(HttpStatus status, Kind kind) {
        return new ErrorPage(status, kind, null, null, null, null, null);
    }

    /** The same page with details for the developer of the app. */
    public ErrorPage explained(@Nullable String code, @Nullable String reason, @Nullable String requestId) {
        return new ErrorPage(status, kind, code, reason, requestId, retryAfter, retry);
    }

    /** The same page with a button to try again, and the time after which that may work. */
    public ErrorPage retried(@Nullable Duration after, @Nullable String url) {
        return new ErrorPage(status, kind, code, reason, requestId, after, url);
    }

    boolean hasDetails() {
        return code != null || reason != null || requestId != null;
    }
}
