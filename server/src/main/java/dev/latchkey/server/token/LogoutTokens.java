package dev.latchkey.server.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.Payload;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.settings.ServerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Issues logout tokens: <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken">OpenID
 * Connect Back-Channel Logout 1.0, section 2.4</a>. They are signed like the ID tokens of the client.
 */
public final class LogoutTokens {

    /** Section 4 advises two minutes at most. */
    public static final Duration LIFETIME = Duration.ofMinutes(2);

    private static final JOSEObjectType TYPE = new JOSEObjectType("logout+jwt");
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final KeyDirectory keys;
    private final String issuer;
    private final KeyAlgorithm defaultAlgorithm;
    private final InstantSource clock;

    public LogoutTokens(KeyDirectory keys, ServerSettings settings, InstantSource clock) {
        this.keys = keys;
        this.issuer = settings.issuer().toString();
        this.defaultAlgorithm = settings.token().signingAlgorithm();
        this.clock = clock;
    }

    /**
     * Issues a token that tells a client that a session of a user ended.
     *
     * @param id the {@code jti}, the same in every attempt, so that the client recognises a repetition
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    public String issue(Client client, UUID id, UUID userId, UUID sessionId) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", userId.toString());
        claims.put("aud", client.clientId());
        claims.put("iat", now);
        claims.put("exp", now + LIFETIME.toSeconds());
        claims.put("jti", id.toString());
        claims.put("sid", sessionId.toString());
        claims.put("events", Map.of(EVENT, Map.of()));
        KeyAlgorithm own = client.signingAlgorithm();
        return keys.sign(own == null ? defaultAlgorithm : own, TYPE, new Payload(claims));
    }
}
