package dev.latchkey.server.page;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The second factor of a signed-in user. {@link Form#DECISION} is {@link #ADD}, {@link #CODES} or {@link #REMOVE}.
 *
 * @param outcome of the change that led here; null when none did
 * @param back the URL of the account
 * @param since when the app was added; null when there is none
 * @param codesLeft how many recovery codes are unused
 * @param offered whether an app may be added
 */
public record FactorPage(
        @Nullable Outcome outcome,
        Form form,
        String back,
        @Nullable Instant since,
        int codesLeft,
        boolean offered) implements Page {

    public static final String ADD = "begin";
    public static final String CODES = "codes";
    public static final String REMOVE = "remove";
}
