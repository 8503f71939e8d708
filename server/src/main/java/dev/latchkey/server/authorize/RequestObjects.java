package dev.latchkey.server.authorize;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.SignedJwts;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads request objects: authorization requests that a client signs with a key of its own (<a
 * href="https://www.rfc-editor.org/rfc/rfc9101">RFC 9101</a>). One that cannot be verified is never answered to a redirect
 * URI.
 */
public final class RequestObjects {

    /** Claims of the JWT itself: RFC 7519, section 4.1. */
    private static final Set<String> NO_PARAMETERS = Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

    /** RFC 9101, section 4: a request object is in no other one. */
    private static final List<String> NESTED = List.of("request", "request_uri");

    private static final Set<JOSEObjectType> TYPES =
            Set.of(new JOSEObjectType("oauth-authz-req+jwt"), JOSEObjectType.JWT);

    private static final Duration LONGEST = Duration.ofMinutes(60);

    /** How far the clock of a client may be ahead. */
    private static final Duration SKEW = Duration.ofSeconds(10);

    private final String issuer;
    private final InstantSource clock;
    private final BiPredicate<Client, SignedJWT> signature;

    /**
     * Prepares.
     *
     * @param signature whether a JWT is signed by a key of the client, with an algorithm that clients may use
     */
    public RequestObjects(URI issuer, InstantSource clock, BiPredicate<Client, SignedJWT> signature) {
        this.issuer = issuer.toString();
        this.clock = clock;
        this.signature = signature;
    }

    /** Whether a client has a key to sign with. */
    static boolean areFor(Client client) {
        ClientAuthentication authentication = client.authentication();
        return authentication.jwks() != null || authentication.jwksUri() != null;
    }

    /**
     * The parameters in a request object.
     *
     * @param visited whether its browser has opened it in time before, so that it may have expired
     * @throws Failure {@code invalid_request_object} when it is not a good one of this client
     */
    Parameters read(Client client, String text, boolean visited) {
        try {
            SignedJwts.Foreign foreign = SignedJwts.parseForeign(text);
            SignedJWT jwt = foreign.jwt();
            JOSEObjectType type = jwt.getHeader().getType();
            require(type == null || TYPES.contains(type), "typ is not that of a request object");
            require(signature.test(client, jwt), "it is not signed by a key of the client");
            JWTClaimsSet claims = JWTClaimsSet.parse(foreign.claims());
            checkParties(client, claims);
            if (!visited) {
                checkTimes(client, claims);
            }
            return parameters(claims);
        } catch (ParseException e) {
            throw invalid("it is not a signed JWT, or a text in it has a NUL character or half a surrogate pair");
        }
    }

    private void checkParties(Client client, JWTClaimsSet claims) throws ParseException {
        require(client.clientId().equals(claims.getIssuer()), "iss is not the client");
        require(claims.getAudience().contains(issuer), "aud is not the issuer");
        // Section 10.8: else it could pass as an assertion by which clients authenticate.
        require(!client.clientId().equals(claims.getSubject()), "sub is the client");
        require(client.clientId().equals(claims.getStringClaim("client_id")), "client_id is not the client");
        for (String name : NESTED) {
            require(claims.getClaim(name) == null, "it has the claim " + name);
        }
    }

    private void checkTimes(Client client, JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant expires = time(claims.getExpirationTime());
        Instant notBefore = time(claims.getNotBeforeTime());
        require(expires != null && now.isBefore(Objects.requireNonNull(expires)), "exp is missing or past");
        // FAPI 2.0 Message Signing, section 5.3.1
        require(notBefore != null || !client.safeguards().requiresPar(), "nbf is missing");
        Instant from = Objects.requireNonNullElse(notBefore, now);
        require(!from.isAfter(now.plus(SKEW)), "nbf is ahead");
        // So nbf is not longer ago than that either.
        require(!Objects.requireNonNull(expires).isAfter(from.plus(LONGEST)), "exp is more than 60 minutes after nbf");
    }

    private static @Nullable Instant time(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    /** A number is a text in a query, an object is JSON, and a list is a parameter that is repeated. */
    private static Parameters parameters(JWTClaimsSet claims) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        claims.getClaims().forEach((name, value) -> {
            if (value != null && !NO_PARAMETERS.contains(name) && AuthorizationRequests.isKnown(name)) {
                List<?> values = value instanceof List<?> list ? list : List.of(value);
                parameters.put(name, values.stream().map(RequestObjects::text).toArray(String[]::new));
            }
        });
        return Parameters.of(parameters);
    }

    @SuppressWarnings("unchecked") // the members of a JSON object have names
    private static String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> number.toString();
            case Integer number -> number.toString();
            case Map<?, ?> object -> JSONObjectUtils.toJSONString((Map<String, ?>) object);
            case null, default -> throw invalid("a claim has a value that no parameter has");
        };
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw invalid(otherwise);
        }
    }

    private static Failure invalid(String why) {
        return new Failure(
                HttpStatus.BAD_REQUEST, "invalid_request_object", "The request object is rejected: " + why + ".");
    }
}
