package dev.latchkey.admin.command;

import dev.latchkey.db.token.Revocation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What a revocation ended, in words. */
public final class Ended {

    private Ended() {}

    /**
     * {@code 3 token families revoked; access tokens may be live at offline resource servers until 14:02:30Z}.
     *
     * @param now for a time of today the day is left out
     */
    public static String words(Revocation revocation, Instant now) {
        String families = switch (revocation.families()) {
            case 0 -> "no token family was live";
            case 1 -> "1 token family revoked";
            default -> revocation.families() + " token families revoked";
        };
        Instant until = revocation.accessTokensUntil();
        return until == null
                ? families
                : families + "; access tokens may be live at offline resource servers until " + time(until, now);
    }

    private static String time(Instant time, Instant now) {
        var at = time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
        boolean today = at.toLocalDate().equals(now.atOffset(ZoneOffset.UTC).toLocalDate());
        return today ? String.format("%tTZ", at) : at.toInstant().toString();
    }
}
