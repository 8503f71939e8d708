package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.server.fixture.SharedServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Access tokens without a signature of ours. */
class ForgedTokensIT extends SharedServer {

    @Test
    void aTokenWithoutASignatureIsInactive() {
        String token = http.signIn(client, alice).accessToken();
        String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        for (String header : List.of(
                "{\"alg\":\"none\"}",
                "{\"alg\":\"none\",\"typ\":\"JWT\"}",
                "{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
                "{}")) {
            String unsigned =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                            + "." + payload + ".";
            http.introspect(client, unsigned).expectInactive();
            assertThat(http.me(unsigned).status()).isEqualTo(401);
        }
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASecretIsInactive() throws Exception {
        String token = http.signIn(client, alice).accessToken();
        String kid = SignedJWT.parse(token).getHeader().getKeyID();
        RSAKey published =
                JWKSet.parse(http.get("/oauth2/jwks").body()).getKeyByKeyId(kid).toRSAKey();
        byte[] der = published.toRSAPublicKey().getEncoded();
        assertForgeryIsRefused(new JWSHeader.Builder(JWSAlgorithm.HS256), kid, new MACSigner(der), token);
    }

    @Test
    void aTokenSignedWithSomebodyElsesKeyIsInactive() throws Exception {
        String token = http.signIn(client, alice).accessToken();
        String kid = SignedJWT.parse(token).getHeader().getKeyID();
        RSAKey foreign = new RSAKeyGenerator(2048).keyID(kid).generate();
        assertForgeryIsRefused(new JWSHeader.Builder(JWSAlgorithm.RS256), kid, new RSASSASigner(foreign), token);
        assertForgeryIsRefused(
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(foreign.toPublicJWK()),
                kid,
                new RSASSASigner(foreign),
                token);
        assertForgeryIsRefused(
                new JWSHeader.Builder(JWSAlgorithm.RS256), "../../etc/passwd", new RSASSASigner(foreign), token);
        assertForgeryIsRefused(new JWSHeader.Builder(JWSAlgorithm.PS256), kid, new RSASSASigner(foreign), token);
    }

    private static void assertForgeryIsRefused(JWSHeader.Builder header, String kid, JWSSigner signer, String genuine)
            throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(genuine).getJWTClaimsSet();
        SignedJWT forged =
                new SignedJWT(header.keyID(kid).type(JOSEObjectType.JWT).build(), claims);
        forged.sign(signer);
        http.introspect(client, forged.serialize()).expectInactive();
        assertThat(http.me(forged.serialize()).status()).isEqualTo(401);
    }
}
