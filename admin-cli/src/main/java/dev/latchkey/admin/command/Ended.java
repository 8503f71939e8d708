package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.family.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a revocation ended, and when everybody knows. The servers refuse from the moment it is done.
 *
 * @param families how many token families
 * @param rejectedAfter from when resource servers refuse that follow the status lists; null when no access token was live
 * @param accessTokensUntil when the last access token expires, until when all others may accept it; null as above
 */
public record Ended(
        int families,
        @Nullable Instant rejectedAfter,
        @Nullable Instant accessTokensUntil) {

    public static final Ended NOTHING = new Ended(0, null, null);

    /** A status list is served at most this long after the change; the validator asks for it every {@code ttl}. */
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(1);

    /**
     * What a revocation ended.
     *
     * @param ttl after how long validators fetch a status list again
     */
    static Ended of(Revocation revocation, Instant now, Duration ttl) {
        if (revocation.accessTokensUntil() == null) {
            return new Ended(revocation.families(), null, null);
        }
        Instant until = wholeSecond(revocation.accessTokensUntil());
        Instant listed = wholeSecond(now.plus(ttl).plus(SERVED_WITHIN));
        return new Ended(revocation.families(), listed.isBefore(until) ? listed : until, until);
    }

    /** Times are printed to the second: a promise must not become shorter by that. */
    private static Instant wholeSecond(Instant time) {
        Instant second = time.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(time) ? time : second.plusSeconds(1);
    }

    /** Adds what is printed of it to the shape of a thing that has it. */
    public static <T> Shape<T> describe(Shape<T> shape, Function<T, Ended> ended) {
        return shape.column(
                        "families_revoked",
                        Kind.INTEGER,
                        "How many token families this ended.",
                        thing -> ended.apply(thing).families())
                .column(
                        "rejected_after",
                        Kind.TIME,
                        "From when resource servers reject that follow the status lists; null when no access token was live.",
                        thing -> ended.apply(thing).rejectedAfter())
                .column(
                        "access_tokens_until",
                        Kind.TIME,
                        "Until when resource servers that do not may accept access tokens; null when there are none.",
                        thing -> ended.apply(thing).accessTokensUntil())
                .field(
                        "refused_by",
                        Kind.TIME,
                        "The old name of rejected_after; the next release leaves it out.",
                        thing -> ended.apply(thing).rejectedAfter());
    }

    /**
     * {@code 3 token families revoked; resource servers refuse by 14:02:41Z, without status lists by 14:07:30Z}.
     *
     * @param now for a time of the next twelve hours the day is left out: it can be no other, even over midnight
     */
    public String words(Instant now) {
        String words = switch (families) {
            case 0 ->
                accessTokensUntil == null ? "no token family was live" : "access tokens without a session revoked";
            case 1 -> "1 token family revoked";
            default -> families + " token families revoked";
        };
        return rejectedAfter == null || accessTokensUntil == null
                ? words
                : words + "; resource servers refuse by " + time(rejectedAfter, now) + ", without status lists by "
                        + time(accessTokensUntil, now);
    }

    private static String time(Instant time, Instant now) {
        var at = time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
        boolean soon = time.isBefore(now.plus(Duration.ofHours(12)));
        return soon ? String.format("%tTZ", at) : at.toInstant().toString();
    }
}
