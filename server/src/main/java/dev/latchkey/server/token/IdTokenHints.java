package dev.latchkey.server.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.key.SignedJwts;
import dev.latchkey.server.settings.ServerSettings;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads ID tokens that clients send back as a hint ({@code id_token_hint}). Expired ones are accepted (OpenID Connect
 * RP-Initiated Logout 1.0, section 2).
 */
public final class IdTokenHints {

    /** In characters. This server issues no longer token, so a longer one is not even parsed. */
    private static final int MAX_LENGTH = 8192;

    private final KeyDirectory keys;
    private final String issuer;

    public IdTokenHints(KeyDirectory keys, ServerSettings settings) {
        this.keys = keys;
        this.issuer = settings.issuer().toString();
    }

    /**
     * What a genuine ID token says.
     *
     * @param subject the id of the user
     * @param audience the clients that it was made for
     * @param sessionId of the browser session; null when it names none
     * @param issuedAt to the second
     */
    public record Hint(
            String subject, List<String> audience, @Nullable String sessionId, Instant issuedAt) {

        /** Copies the audience, so that the hint cannot change. */
        public Hint {
            audience = List.copyOf(audience);
        }
    }

    /**
     * Reads an ID token, expired or not. Empty when no key of this server signed it, or it is a token of another kind.
     */
    public Optional<Hint> read(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJwts.parse(token);
            JOSEObjectType type = jwt.getHeader().getType();
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            boolean ours = type != null
                    && TokenKind.ID_TOKEN.fits(type.getType(), claims.getClaims())
                    && issuer.equals(claims.getIssuer())
                    && keys.verify(jwt);
            return ours
                    ? Optional.of(new Hint(
                            claims.getSubject(),
                            claims.getAudience(),
                            claims.getStringClaim("sid"),
                            claims.getIssueTime().toInstant()))
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
