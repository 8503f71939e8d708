package dev.latchkey.admin.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.latchkey.admin.output.JsonObject;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.TokenKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A parsed JWT (<a href="https://www.rfc-editor.org/rfc/rfc7519#section-3">RFC 7519, section 3</a>). Do not trust its
 * content before {@link #isSignedBy} returned true.
 */
record Jwt(Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims, String token) {

    /** Takes a token apart; empty when it does not have the form of a JWT. */
    static Optional<Jwt> parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Base64.getUrlDecoder().decode(parts[2]);
            return Optional.of(new Jwt(JsonObject.parse(text(parts[0])), JsonObject.parse(text(parts[1])), token));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String text(String base64) throws CharacterCodingException {
        byte[] bytes = Base64.getUrlDecoder().decode(base64);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Whether the holder of the private key signed exactly this. Nimbus decides, as it does in servers. */
    boolean isSignedBy(KeyAlgorithm algorithm, byte[] publicKey) {
        try {
            JWSObject jws = JWSObject.parse(token);
            return jws.getHeader().getAlgorithm().getName().equals(algorithm.name())
                    && jws.verify(verifier(algorithm, publicKey));
        } catch (ParseException | JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private static JWSVerifier verifier(KeyAlgorithm algorithm, byte[] publicKey)
            throws GeneralSecurityException, JOSEException {
        var encoded = new X509EncodedKeySpec(publicKey);
        return switch (algorithm) {
            case RS256 ->
                new RSASSAVerifier((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded));
            case ES256 ->
                new ECDSAVerifier((ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded));
            case HS256 -> throw new JOSEException("HS256 has no public key.");
        };
    }

    /** Its kind by its own header and claims; empty when this server signs no such kind. */
    Optional<TokenKind> kind() {
        return TokenKind.of(text(header, "typ").orElse(null), claims);
    }

    Optional<String> text(Map<String, @Nullable Object> from, String name) {
        return from.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    Optional<String> claim(String name) {
        return text(claims, name);
    }

    Optional<UUID> id(String name) {
        try {
            return claim(name).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<Instant> time(String name) {
        return claims.get(name) instanceof Number seconds && Math.abs(seconds.doubleValue()) < 1e11
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    List<String> scopes() {
        return switch (claims.get("scope")) {
            case String text ->
                Arrays.stream(text.split(" ")).filter(s -> !s.isEmpty()).toList();
            case Collection<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }
}
