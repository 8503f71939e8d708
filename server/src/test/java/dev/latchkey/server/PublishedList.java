package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Base64;
import java.util.zip.InflaterInputStream;
import tools.jackson.databind.JsonNode;

/** A Status List as a validator reads it, which knows nothing of ours: draft-ietf-oauth-status-list-21, section 8.3. */
final class PublishedList {

    private final JsonNode claims;
    private final byte[] bits;

    private PublishedList(JsonNode claims, byte[] bits) {
        this.claims = claims;
        this.bits = bits;
    }

    /** Of the Status List Token, verified with the published keys. */
    JsonNode claims() {
        return claims;
    }

    /** Decompressed. */
    byte[] bits() {
        return bits;
    }

    /** Fetches the list of an access token from this server, whoever its URI names. */
    static PublishedList of(Http server, String accessToken) {
        return fetch(server, reference(accessToken).get("uri").asString());
    }

    static PublishedList fetch(Http server, String uri) {
        String token = server.get(URI.create(uri).getPath()).expect(200).body();
        JsonNode claims = verified(server, token);
        assertThat(claims.get("sub").asString()).isEqualTo(uri);
        JsonNode list = claims.get("status_list");
        assertThat(list.get("bits").asInt()).isEqualTo(1);
        return new PublishedList(
                claims, inflate(Base64.getUrlDecoder().decode(list.get("lst").asString())));
    }

    /** Whether an access token is refused by who trusts this server. */
    static boolean isRevoked(Http server, String accessToken) {
        return of(server, accessToken).isSet(index(accessToken));
    }

    boolean isSet(int index) {
        return (bits[index / 8] >> (index % 8) & 1) == 1;
    }

    int revoked() {
        int count = 0;
        for (byte eight : bits) {
            count += Integer.bitCount(eight & 0xFF);
        }
        return count;
    }

    static int index(String accessToken) {
        return reference(accessToken).get("idx").asInt();
    }

    private static JsonNode reference(String accessToken) {
        return Http.claims(accessToken).get("status").get("status_list");
    }

    private static JsonNode verified(Http server, String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            assertThat(jwt.getHeader().getType().getType()).isEqualTo("statuslist+jwt");
            var key = JWKSet.parse(server.get("/oauth2/jwks").body())
                    .getKeyByKeyId(jwt.getHeader().getKeyID());
            assertThat(jwt.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
            return Http.claims(token);
        } catch (ParseException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] inflate(byte[] compressed) {
        try (var output = new ByteArrayOutputStream();
                var input = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            input.transferTo(output);
            return output.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
