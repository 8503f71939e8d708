package dev.latchkey.server.clientauth;

import com.nimbusds.jose.JOSEObjectType;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.once.SeenOnce;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assertions of issuers that clients trust, such as a build server: <a
 * href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>, where the issuer is not the client. A
 * request names the client, and only the trusts of that client count.
 */
public final class FederatedAssertions {

    private static final Logger LOG = LoggerFactory.getLogger(FederatedAssertions.class);

    /** From {@code iat} to {@code exp}. */
    private static final Duration MOST_LIFETIME = Duration.ofHours(24);

    /** What is left of it has to be enough for a token. */
    private static final Duration LEAST_LEFT = Duration.ofSeconds(1);

    /** What the log shows of a claim that is not believed yet, in characters. */
    private static final int MOST_SHOWN = 256;

    private final TrustedIssuers issuers;
    private final SeenOnce seen;
    private final String issuer;
    private final MeterProvider<Counter> used;

    /**
     * For one server.
     *
     * @param issuer of this server
     */
    public FederatedAssertions(TrustedIssuers issuers, SeenOnce seen, String issuer, MeterRegistry metrics) {
        this.issuers = issuers;
        this.seen = seen;
        this.issuer = issuer;
        this.used = Counter.builder("latchkey.federated.assertions")
                .description("Assertions of issuers that the client trusts, by issuer and outcome")
                .withRegistry(metrics);
    }

    /** When an assertion ends, rounded down: no token that it yields lives longer. */
    static Instant end(Assertion assertion) {
        return Instant.ofEpochSecond((long) Math.floor(Objects.requireNonNullElse(assertion.time("exp"), 0.0)));
    }

    /**
     * Why an assertion does not authenticate a client, for the log; null when it does. What cannot be repeated comes last.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not say whether it was used
     */
    @Nullable
    String flaw(Client client, Assertion assertion, InstantSource clock) {
        String iss = String.valueOf(assertion.claims().get("iss"));
        if (iss.equals(issuer)) {
            return "its assertion is a token of this server";
        }
        List<ClientTrust> trusts = client.authentication().trusts().stream()
                .filter(trust -> trust.issuer().equals(iss))
                .toList();
        if (trusts.isEmpty()) {
            return "it does not trust the issuer " + shown(iss);
        }
        String flaw = flaw(client, trusts, assertion, clock);
        used.withTags("issuer", iss, "outcome", flaw == null ? "accepted" : "refused")
                .increment();
        if (flaw == null) {
            LOG.info(
                    "Client '{}' was authenticated by {} for subject '{}', jti {}",
                    client.clientId(),
                    iss,
                    assertion.subject(),
                    assertion.claims().getOrDefault("jti", "none"));
        }
        return flaw;
    }

    private @Nullable String flaw(Client client, List<ClientTrust> trusts, Assertion assertion, InstantSource clock) {
        String flaw = formFlaw(assertion);
        if (flaw == null) {
            flaw = timeFlaw(assertion, clock.instant());
        }
        if (flaw != null) {
            return "of its assertion, " + flaw;
        }
        List<ClientTrust> meant = trusts.stream()
                .filter(trust -> trust.isSubject(assertion.subject()))
                .toList();
        if (meant.isEmpty()) {
            return "it does not trust the subject '" + shown(assertion.subject()) + "' of that issuer";
        }
        // One trust that holds is enough, and one that takes it again goes before one that takes it once. The log has
        // what is wrong with the first.
        String first = null;
        boolean once = false;
        for (ClientTrust trust : meant) {
            String wrong = flaw(trust, assertion);
            if (wrong == null && !trust.once()) {
                return useFlaw(client, assertion, false, clock.instant());
            }
            once |= wrong == null;
            first = first == null ? wrong : first;
        }
        return once ? useFlaw(client, assertion, true, clock.instant()) : "of its assertion, " + first;
    }

    private @Nullable String useFlaw(Client client, Assertion assertion, boolean once, Instant now) {
        if (client.isDisabled()) {
            return "the client is disabled";
        }
        // Its keys may have been fetched slowly.
        if (end(assertion).isBefore(now.plus(LEAST_LEFT))) {
            return "its assertion expired meanwhile";
        }
        return once && !isFirst(assertion) ? "its assertion was used before" : null;
    }

    /** What no trust allows. Keys and URLs in the header, such as {@code jwk} and {@code jku}, are not looked at. */
    private static @Nullable String formFlaw(Assertion assertion) {
        JOSEObjectType typ = assertion.jwt().getHeader().getType();
        if (typ != null && !typ.equals(JOSEObjectType.JWT)) {
            // An access token (at+jwt) or a logout token is for something else, and no proof of who sends it.
            return "its typ is not JWT";
        }
        if (assertion.claims().containsKey("act")) {
            // Exchanged: its subject is not who sends it.
            return "it has an act: another party acts for its subject";
        }
        if (assertion.claims().containsKey("cnf")) {
            return "it has a cnf: it is good together with a proof only, and here is none";
        }
        if (!ClientTrust.isText(assertion.subject())) {
            return "its sub is empty, too long, or has control characters";
        }
        Object jti = assertion.claims().get("jti");
        return jti == null || (jti instanceof String text && ClientTrust.isText(text))
                ? null
                : "its jti is no text, or too long";
    }

    private static @Nullable String timeFlaw(Assertion assertion, Instant now) {
        Double exp = assertion.time("exp");
        if (exp == null) {
            return "it has no exp";
        }
        double seconds = Assertion.seconds(now);
        // None for clocks that differ: the token that comes out ends with it.
        if (Math.floor(exp) < seconds + LEAST_LEFT.toSeconds()) {
            return "its exp is past, or so near that no token is left";
        }
        String ahead = assertion.ahead(now);
        if (ahead != null) {
            return ahead;
        }
        Double iat = assertion.time("iat");
        double most = MOST_LIFETIME.toSeconds();
        return (iat == null ? exp - seconds > most + Assertion.MOST_AHEAD.toSeconds() : exp - iat > most)
                ? "it is good for more than " + MOST_LIFETIME.toHours() + " hours"
                : null;
    }

    /** What a trust asks. The signature comes last: it costs most. */
    private @Nullable String flaw(ClientTrust trust, Assertion assertion) {
        String audience = trust.audience() == null ? issuer : trust.audience();
        if (!isOnly(audience, assertion.claims().get("aud"))) {
            return "its aud is not " + audience + " alone";
        }
        for (Map.Entry<String, Object> claim : trust.claims().entrySet()) {
            if (!isSame(claim.getValue(), assertion.claims().get(claim.getKey()))) {
                return "its claim " + claim.getKey() + " is missing, another one, or of another type";
            }
        }
        if (trust.once() && assertion.claims().get("jti") == null) {
            return "it has no jti, and is good once only";
        }
        return issuers.verify(trust, assertion.jwt()) ? null : "no key of the issuer made its signature";
    }

    /** An audience as a text, or as the only one of a list. */
    private static boolean isOnly(String audience, @Nullable Object aud) {
        return audience.equals(aud)
                || (aud instanceof List<?> list && list.size() == 1 && audience.equals(list.getFirst()));
    }

    private static boolean isSame(Object wanted, @Nullable Object claim) {
        if (claim instanceof Number number && wanted instanceof Number other) {
            return decimal(number).compareTo(decimal(other)) == 0;
        }
        return wanted.equals(claim);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    private boolean isFirst(Assertion assertion) {
        // For all clients: the assertion is good once, and not once for each.
        String iss = String.valueOf(assertion.claims().get("iss"));
        return seen.first("federated assertion " + iss, assertion.jti(), end(assertion));
    }

    private static String shown(String text) {
        if (!ClientTrust.isText(text)) {
            return "(not printable)";
        }
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }
}
