package dev.latchkey.bench;

import dev.latchkey.core.jdbc.Secrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/** The ES256 key of a client, with which it says who it is and proves that its tokens are its own. */
final class ClientKey {

    private final KeyPair keys = Crypto.pair("EC", 256);
    private final String jwk = jwkOf((ECPublicKey) keys.getPublic());

    /** As a JWK (<a href="https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1">RFC 7518, section 6.2.1</a>). */
    String jwk() {
        return jwk;
    }

    /** Another one each time: <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>. */
    String assertion(String clientId, URI issuer) {
        long now = System.currentTimeMillis() / 1000;
        return jwt("{\"alg\":\"ES256\"}", """
                {"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}""".formatted(clientId, clientId, issuer, now, now + 60, Secrets.text(16)));
    }

    /**
     * Another one each time: <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.2">RFC 9449, section 4.2</a>.
     *
     * @param nonce empty when the server has not asked for one
     */
    String proof(URI uri, String nonce) {
        return jwt(
                "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + jwk + "}",
                "{\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d,\"jti\":\"%s\"%s}"
                        .formatted(
                                uri,
                                System.currentTimeMillis() / 1000,
                                Secrets.text(16),
                                nonce.isEmpty() ? "" : ",\"nonce\":\"" + nonce + '"'));
    }

    private static String jwkOf(ECPublicKey key) {
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(
                        encode(Passkey.coordinate(key.getW().getAffineX())),
                        encode(Passkey.coordinate(key.getW().getAffineY())));
    }

    private String jwt(String header, String claims) {
        String content = encode(header.getBytes(StandardCharsets.US_ASCII))
                + '.'
                + encode(claims.getBytes(StandardCharsets.US_ASCII));
        try {
            return content
                    + '.'
                    + encode(Crypto.sign(
                            "SHA256withECDSAinP1363Format",
                            keys.getPrivate(),
                            content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java does not sign with ES256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
