package dev.latchkey.server.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.Payload;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.BrowserSignIn;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.session.Acr;
import dev.latchkey.core.session.Amr;
import dev.latchkey.server.claims.RequestedClaims;
import dev.latchkey.server.claims.StandardClaims;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.settings.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * Issues ID tokens: <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core 1.0,
 * sections 2, 3.1.3.6 and 12.2</a>. They state which user signed in, when and how. Claims about the user, such as the
 * name, are at the userinfo endpoint, unless the client asked for them in the ID token by the {@code claims}
 * parameter; the groups are in both. There is no {@code azp}, because the client is the only audience.
 */
public final class IdTokens {

    private static final String OPENID = "openid";

    private final KeyDirectory keys;
    private final Users users;
    private final String issuer;
    private final KeyAlgorithm defaultAlgorithm;
    private final InstantSource clock;

    public IdTokens(KeyDirectory keys, Users users, ServerSettings settings, InstantSource clock) {
        this.keys = keys;
        this.users = users;
        this.issuer = settings.issuer().toString();
        this.defaultAlgorithm = settings.token().signingAlgorithm();
        this.clock = clock;
    }

    /**
     * Issues the ID token that goes with an access token, and expires with it.
     *
     * @param nonce of the authorization request; null when it had none, and after a refresh
     * @param scopes that are granted; an access token for resources does not have those of OpenID Connect
     * @return empty when the scope {@code openid} is not among them, or the family did not begin in a browser
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    Optional<String> issue(
            Client client, Family family, Scopes scopes, OAuth2AccessToken accessToken, @Nullable String nonce) {
        BrowserSignIn browser = family.browser();
        if (browser == null || !scopes.contains(OPENID)) {
            return Optional.empty();
        }
        Map<String, Object> claims = new LinkedHashMap<>(requested(client, family, browser));
        // Of all claims about users only this one without being asked for: applications look for it here.
        if (scopes.contains(Scopes.GROUPS)) {
            claims.put(client.signIn().claimOfGroups(), family.groups());
        }
        claims.put("iss", issuer);
        claims.put("sub", family.userId().toString());
        claims.put("aud", client.clientId());
        claims.put("iat", seconds(accessToken.getIssuedAt()));
        claims.put("exp", seconds(accessToken.getExpiresAt()));
        claims.put("jti", Ids.at(clock.instant()).toString());
        claims.put("auth_time", browser.authTime().getEpochSecond());
        claims.put("acr", Acr.of(browser.amr()));
        claims.put("amr", Amr.names(browser.amr()));
        if (browser.sessionId() != null) {
            claims.put("sid", browser.sessionId().toString());
        }
        claims.put("at_hash", hash(accessToken.getTokenValue()));
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        KeyAlgorithm own = client.signingAlgorithm();
        return Optional.of(keys.sign(own == null ? defaultAlgorithm : own, JOSEObjectType.JWT, new Payload(claims)));
    }

    /** Reads the account only when the client asked for something of it. */
    private Map<String, Object> requested(Client client, Family family, BrowserSignIn browser) {
        SortedSet<String> names = RequestedClaims.ofStored(browser.claims()).idToken();
        return names.isEmpty()
                ? Map.of()
                : users.findPerson(family.userId())
                        .map(person -> StandardClaims.of(
                                person, Scopes.NONE, names, client.signIn().claimOfGroups()))
                        .orElse(Map.of());
    }

    private static long seconds(@Nullable Instant time) {
        return Objects.requireNonNull(time).getEpochSecond();
    }

    /** The left half of the digest that RS256 and ES256 use; section 3.1.3.6. */
    private static String hash(String accessToken) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }
}
