package dev.latchkey.admin.token;

import dev.latchkey.admin.output.JsonObject;
import dev.latchkey.core.key.KeyAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
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
 * A JWT taken apart (<a href="https://www.rfc-editor.org/rfc/rfc7519#section-3">RFC 7519, section 3</a>). Nothing in it
 * is true before {@link #isSignedBy} says so.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Jwt(
        Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims, String signed, byte[] signature) {

    /** Takes a token apart; empty when it does not have the form of a JWT. */
    static Optional<Jwt> parse(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            return Optional.of(new Jwt(
                    JsonObject.parse(text(parts[0])),
                    JsonObject.parse(text(parts[1])),
                    parts[0] + "." + parts[1],
                    signature));
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

    /** Whether the holder of the private key signed exactly this. */
    boolean isSignedBy(KeyAlgorithm algorithm, byte[] publicKey) {
        boolean rsa = algorithm == KeyAlgorithm.RS256;
        try {
            PublicKey key =
                    KeyFactory.getInstance(rsa ? "RSA" : "EC").generatePublic(new X509EncodedKeySpec(publicKey));
            Signature verifier = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length is an exception, not a no.
            return false;
        }
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
