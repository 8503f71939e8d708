package dev.latchkey.server.clientauth;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.server.key.SignedJwts;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JWT with which a client says who it is, or an issuer that it trusts, not verified yet: <a
 * href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>, with the audience of the <a
 * href="https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.1">FAPI 2.0 Security Profile, section
 * 5.3.2.1</a>.
 */
record Assertion(SignedJWT jwt, String subject, Map<String, Object> claims) {

    /** The value of {@code client_assertion_type}. */
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** In characters. */
    private static final int MAX_LENGTH = 4096;

    /** Build servers and clusters say more than a client does. */
    private static final int MAX_LENGTH_OF_OTHER = 8192;

    private static final int MAX_JTI = 256;

    /** How long it may be good. */
    private static final Duration MOST_LIFETIME = Duration.ofMinutes(10);

    /** How far the clock of a client may be ahead. */
    static final Duration MOST_AHEAD = Duration.ofSeconds(10);

    /** Takes a text apart; empty when it is no signed JWT with a subject. */
    static Optional<Assertion> parse(String text) {
        if (text.length() > MAX_LENGTH_OF_OTHER) {
            return Optional.empty();
        }
        try {
            SignedJwts.Foreign foreign = SignedJwts.parseForeign(text);
            if (!(foreign.claims().get("sub") instanceof String subject)) {
                return Optional.empty();
            }
            Assertion assertion = new Assertion(foreign.jwt(), subject, foreign.claims());
            return assertion.isOfOther() || text.length() <= MAX_LENGTH ? Optional.of(assertion) : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether another party says this of the client, and not the client itself: {@code iss} is not {@code sub}. */
    boolean isOfOther() {
        return claims.get("iss") instanceof String issuer && !issuer.equals(subject);
    }

    /**
     * What is wrong with its claims when the client signed it, for the log; null when nothing is.
     *
     * @param issuer of this server, which has to be the only audience: an assertion for another server, or for a URL that
     *     another server may have as well, is not for this one
     */
    @Nullable
    String flaw(String issuer, Instant now) {
        if (!subject.equals(claims.get("iss"))) {
            return "its iss is not its sub";
        }
        if (!issuer.equals(claims.get("aud"))) {
            return "its aud is not the issuer " + issuer + " as a text";
        }
        Double exp = time("exp");
        if (exp == null) {
            return "it has no exp";
        }
        double seconds = seconds(now);
        if (exp <= seconds) {
            return "its exp is past";
        }
        if (exp > seconds(now.plus(MOST_LIFETIME).plus(MOST_AHEAD))) {
            return "its exp is more than " + MOST_LIFETIME.toMinutes() + " minutes ahead";
        }
        String ahead = ahead(now);
        if (ahead != null) {
            return ahead;
        }
        if (!(claims.get("jti") instanceof String jti) || jti.isEmpty() || jti.length() > MAX_JTI) {
            return "it has no jti of 1 to " + MAX_JTI + " characters";
        }
        return null;
    }

    /** What is wrong with its {@code iat} and {@code nbf}; null when nothing is. */
    @Nullable
    String ahead(Instant now) {
        for (String name : new String[] {"iat", "nbf"}) {
            Double time = time(name);
            if (claims.containsKey(name) && (time == null || time > seconds(now.plus(MOST_AHEAD)))) {
                return "its " + name + " is more than " + MOST_AHEAD.toSeconds() + " seconds ahead, or no time";
            }
        }
        return null;
    }

    /** The id that is good once. Call it when {@link #flaw} has found nothing. */
    String jti() {
        return String.valueOf(claims.get("jti"));
    }

    /** When it ends, rounded up. Call it when {@link #flaw} has found nothing. */
    Instant until() {
        Double exp = time("exp");
        return Instant.ofEpochSecond(exp == null ? 0 : (long) Math.ceil(exp));
    }

    /** A claim in seconds since 1970; null when it is missing or no time. */
    @Nullable
    Double time(String name) {
        return claims.get(name) instanceof Number number && Double.isFinite(number.doubleValue())
                ? number.doubleValue()
                : null;
    }

    static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
