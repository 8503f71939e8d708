package dev.latchkey.server.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Exchange;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.key.SignedJwts;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.statuslist.StatusLists;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * Issues and verifies access tokens: JWTs with the claims of
 * <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068, section 2.2</a>. There is no {@code nbf}: with
 * clocks a second apart it would only break strict validators.
 */
public final class AccessTokens {

    /** In characters. This server issues no longer token, so a longer one is not even parsed. */
    private static final int MAX_LENGTH = 8192;

    private final KeyDirectory keys;
    private final StatusLists statusLists;
    private final String issuer;
    private final JOSEObjectType type;
    private final KeyAlgorithm defaultAlgorithm;
    private final InstantSource clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    public AccessTokens(KeyDirectory keys, StatusLists statusLists, ServerSettings settings, InstantSource clock) {
        this.keys = keys;
        this.statusLists = statusLists;
        this.issuer = settings.issuer().toString();
        this.type = new JOSEObjectType(settings.token().type());
        this.defaultAlgorithm = settings.token().signingAlgorithm();
        this.clock = clock;
    }

    /** Issues an access token for the user of a family. It expires with the family at the latest. */
    OAuth2AccessToken issue(
            Client client, Family family, Scopes scopes, Targets targets, @Nullable Confirmation confirmation) {
        Map<String, Object> claims = ownClaims(client);
        if (targets.ofToken(scopes).contains(Scopes.GROUPS)) {
            claims.put(client.signIn().claimOfGroups(), family.groups());
        }
        claims.put("sub", family.userId().toString());
        claims.put("username", family.username());
        claims.put("sid", family.id().toString());
        return issue(client, scopes, targets, claims, confirmation, family.statusIndex(), family.expiresAt());
    }

    /** Issues an access token for the client itself (RFC 6749, section 4.4.3), which expires at {@code latest} or before. */
    OAuth2AccessToken issue(
            Client client, Scopes scopes, Targets targets, @Nullable Confirmation confirmation, Instant latest) {
        Map<String, Object> claims = ownClaims(client);
        claims.put("sub", client.clientId());
        return issue(client, scopes, targets, claims, confirmation, client.statusIndex(), latest);
    }

    /** Issues an access token for the subject of another one, to a client that acts for it. It expires with that at the latest. */
    OAuth2AccessToken issue(
            Client client,
            Exchange exchange,
            AccessToken subject,
            Scopes scopes,
            Targets target,
            @Nullable Confirmation confirmation) {
        Map<String, Object> claims = ownClaims(client);
        if (exchange.username() != null) {
            if (target.ofToken(scopes).contains(Scopes.GROUPS)) {
                claims.put(client.signIn().claimOfGroups(), exchange.groups());
            }
            claims.put("username", exchange.username());
        }
        claims.put("sub", subject.subject());
        claims.put("sid", exchange.id().toString());
        claims.put("act", subject.actors().with(client.clientId()).claim());
        return issue(client, scopes, target, claims, confirmation, exchange.statusIndex(), subject.expiresAt());
    }

    /** The client's own claims, which come first: claims of the server with the same names replace them. */
    private static Map<String, Object> ownClaims(Client client) {
        return new LinkedHashMap<>(client.claims().values());
    }

    private OAuth2AccessToken issue(
            Client client,
            Scopes granted,
            Targets targets,
            Map<String, Object> claims,
            @Nullable Confirmation confirmation,
            @Nullable Long statusIndex,
            Instant latest) {
        Scopes scopes = targets.ofToken(granted);
        Instant made = clock.instant();
        Instant now = made.truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(client.lifetimes().accessToken());
        if (expiresAt.isAfter(latest)) {
            // Not before now: a family that ends within this second still gets its token.
            expiresAt =
                    latest.isAfter(now.plusSeconds(1)) ? latest.truncatedTo(ChronoUnit.SECONDS) : now.plusSeconds(1);
        }
        claims.put("iss", issuer);
        claims.put("aud", audience(targets.isNone() ? client.audiences() : targets.uris()));
        claims.put("client_id", client.clientId());
        if (!scopes.isEmpty()) {
            claims.put("scope", scopes.toString());
        }
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", expiresAt.getEpochSecond());
        claims.put("jti", Ids.at(made).toString());
        OAuth2AccessToken.TokenType tokenType = OAuth2AccessToken.TokenType.BEARER;
        if (confirmation != null) {
            claims.put("cnf", confirmation.claim());
            tokenType = confirmation.tokenType();
        }
        statusLists.claim(statusIndex).ifPresent(status -> claims.put("status", status));
        KeyAlgorithm own = client.signingAlgorithm();
        String token = keys.sign(own == null ? defaultAlgorithm : own, type, new Payload(claims));
        return new OAuth2AccessToken(tokenType, token, now, expiresAt, scopes.tokens());
    }

    private Object audience(List<String> audiences) {
        return switch (audiences.size()) {
            case 0 -> issuer;
            case 1 -> audiences.getFirst();
            default -> audiences;
        };
    }

    /** Reads an access token; empty when it is not one of this server, was tampered with, or has expired. */
    Optional<AccessToken> verify(String token) {
        return verified.get(token, keys.edition(), this::verifySignature)
                .filter(genuine -> clock.instant().isBefore(genuine.expiresAt()));
    }

    private Optional<AccessToken> verifySignature(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJwts.parse(token);
            JOSEObjectType typ = jwt.getHeader().getType();
            if (typ == null || !TokenKind.ACCESS_TOKEN.hasType(typ.getType()) || !keys.verify(jwt)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return TokenKind.ACCESS_TOKEN.fits(typ.getType(), claims.getClaims()) && issuer.equals(claims.getIssuer())
                    ? Optional.of(read(claims))
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private AccessToken read(JWTClaimsSet claims) throws ParseException {
        String sid = claims.getStringClaim("sid");
        String scope = claims.getStringClaim("scope");
        Object act = claims.getClaim("act");
        Object cnf = claims.getClaim("cnf");
        return new AccessToken(
                UUID.fromString(claims.getJWTID()),
                claims.getStringClaim("client_id"),
                claims.getSubject(),
                sid == null ? null : UUID.fromString(sid),
                claims.getStringClaim("username"),
                scope == null ? Scopes.NONE : Scopes.parse(scope),
                claims.getAudience(),
                ownClaims(claims),
                instant(claims.getIssueTime()),
                instant(claims.getExpirationTime()),
                act == null ? Actors.NONE : Actors.read(act),
                cnf == null ? null : Confirmation.read(cnf),
                sid == null ? statusLists.index(claims.getClaim("status")) : null);
    }

    /** The client's own claims when the token was issued, and the groups of its user. */
    private static Map<String, Object> ownClaims(JWTClaimsSet claims) {
        Map<String, Object> own = new LinkedHashMap<>();
        claims.getClaims().forEach((name, value) -> {
            if (value != null && (!Claims.isReserved(name) || Claims.isForGroups(name))) {
                own.put(name, value);
            }
        });
        return own.isEmpty() ? Map.of() : own;
    }

    private static Instant instant(@Nullable Date date) {
        if (date == null) {
            throw new IllegalArgumentException("A time is missing");
        }
        return date.toInstant();
    }
}
