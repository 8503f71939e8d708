package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.DpopKey.Draft;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which proofs are accepted at the token endpoint: RFC 9449, section 4.3. */
class ProofIT extends SharedServer {

    private static final String TOKEN = "/oauth2/token";

    private static final DpopKey KEY = DpopKey.es256();

    private static Draft draft(DpopKey key) {
        return key.draft("POST", server.base() + TOKEN);
    }

    private static Answer send(String... proofs) {
        HttpRequest.Builder request = http.request(TOKEN)
                .header("Authorization", Http.basic(client.clientId(), client.secret()))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"));
        for (String proof : proofs) {
            request.header("DPoP", proof);
        }
        return http.send(request, Http.FORM);
    }

    private static void assertInvalid(String... proofs) {
        send(proofs).expectError(400, "invalid_dpop_proof");
    }

    private static String nonceOf(Answer answer) {
        answer.expectError(400, "use_dpop_nonce");
        return Objects.requireNonNull(answer.header("DPoP-Nonce"));
    }

    @Test
    void eachAlgorithmBindsTheToken() {
        for (DpopKey key : List.of(KEY, DpopKey.ps256(2048), DpopKey.edDsa())) {
            Answer answer = send(draft(key).sign()).expect(200);
            assertThat(answer.text("token_type")).isEqualTo("DPoP");
            assertThat(answer.claims().at("/cnf/jkt").asString()).isEqualTo(key.jkt());
        }
    }

    @Test
    void withoutAProofATokenIsOfItsBearer() {
        Answer answer = send().expect(200);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.claims().has("cnf")).isFalse();
    }

    @Test
    void whatIsNoProofIsRefused() {
        String good = draft(KEY).sign();
        assertInvalid(good, draft(KEY).sign());
        for (String text : List.of(
                "",
                "x",
                "..",
                "a.b.c",
                good + ".",
                good.substring(0, good.lastIndexOf('.') + 1),
                good + "," + good,
                good.replace('.', ' '),
                "e30.e30.e30")) {
            assertInvalid(text);
        }
        assertInvalid(draft(KEY).claim("jti", "x".repeat(4096)).sign());
        assertInvalid(draft(KEY).signedBy(DpopKey.es256()));
    }

    @Test
    void theHeaderIsThatOfAProof() {
        assertInvalid(draft(KEY).header("typ", "JWT").sign());
        assertInvalid(draft(KEY).header("typ", null).sign());
        assertInvalid(draft(KEY).header("crit", List.of("exp")).sign());
        assertInvalid(draft(KEY).header("jwk", null).sign());
        assertInvalid(draft(KEY).header("jwk", "key").sign());
        for (String algorithm : List.of("none", "HS256", "RS256", "ES384", "PS256", "EdDSA")) {
            assertInvalid(draft(KEY).header("alg", algorithm).sign());
        }
        assertInvalid(draft(KEY).header("alg", null).sign());
        // A name that comes twice: one reader takes the first, another one the last.
        assertInvalid(draft(KEY)
                .signWithHeader("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"alg\":\"ES256\",\"jwk\":"
                        + KEY.jwk().toJSONString() + "}"));
    }

    @Test
    void theKeyIsAPublicOneOfABoundedSize() {
        for (String member : List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k")) {
            Map<String, Object> jwk = new LinkedHashMap<>(KEY.jwk().toJSONObject());
            jwk.put(member, "AQAB");
            assertInvalid(draft(KEY).header("jwk", jwk).sign());
        }
        assertInvalid(draft(DpopKey.ps256(1024)).sign());
        assertInvalid(draft(DpopKey.hugePs256()).sign());
        Map<String, Object> exponent =
                new LinkedHashMap<>(DpopKey.ps256(2048).jwk().toJSONObject());
        exponent.put("e", Base64URL.encode(new byte[] {1, 0, 0, 0, 0, 1}).toString());
        assertInvalid(draft(KEY).header("alg", "PS256").header("jwk", exponent).sign());
        Map<String, Object> off = new LinkedHashMap<>(KEY.jwk().toJSONObject());
        off.put("x", off.get("y"));
        assertInvalid(draft(KEY).header("jwk", off).sign());
        ECKey own = (ECKey) KEY.jwk();
        Map<String, Object> curve = new LinkedHashMap<>(own.toJSONObject());
        curve.put("crv", Curve.P_384.getName());
        assertInvalid(draft(KEY).header("jwk", curve).sign());
        // The prime of the curve itself is zero there, and a point with that x is on it.
        Map<String, Object> reduced = new LinkedHashMap<>(own.toJSONObject());
        reduced.put("x", "_____wAAAAEAAAAAAAAAAAAAAAD_______________8");
        reduced.put("y", "ZkhceA4vg9ckM71dhKBrtlQcKvMdrocXKL-FahdPk_Q");
        assertInvalid(draft(KEY).header("jwk", reduced).sign());
        // The same number in another spelling would have another thumbprint.
        Map<String, Object> spelling = new LinkedHashMap<>(own.toJSONObject());
        spelling.put("x", own.getX() + "=");
        assertInvalid(draft(KEY).header("jwk", spelling).sign());
    }

    /** With the neutral element as its key, one signature is good for every proof, and needs no private key. */
    @Test
    void aKeyOfSmallOrderIsRefused() {
        for (String x : List.of(
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")) {
            String key = Base64URL.encode(HexFormat.of().parseHex(x)).toString();
            byte[] signature = new byte[64];
            signature[0] = 1;
            Answer answer = send(draft(KEY)
                    .header("alg", "EdDSA")
                    .header("jwk", Map.of("kty", "OKP", "crv", "Ed25519", "x", key))
                    .signedAs(signature));
            answer.expectError(400, "invalid_dpop_proof");
            assertThat(answer.text("error_description")).isEqualTo("The jwk of the proof is no key for its alg.");
        }
    }

    @Test
    void methodAndUrlAreThoseOfTheRequest() {
        for (String htm : List.of("GET", "post", "")) {
            assertInvalid(draft(KEY).claim("htm", htm).sign());
        }
        for (String htu : List.of("https://evil.example" + TOKEN, server.base() + "/userinfo", TOKEN, "")) {
            assertInvalid(draft(KEY).claim("htu", htu).sign());
        }
        assertInvalid(draft(KEY).claim("htm", null).sign());
        assertInvalid(draft(KEY).claim("htu", null).sign());
        send(draft(KEY).claim("htu", server.base() + TOKEN + "?x=y#z").sign()).expect(200);
    }

    /** The issuer counts, and not the host that a request names. */
    @Test
    void theHostOfTheRequestDoesNotCount() {
        Http byAddress =
                new Http(java.net.URI.create("http://127.0.0.1:" + server.base().getPort()));
        HttpRequest.Builder request = byAddress
                .request(TOKEN)
                .header("Authorization", Http.basic(client.clientId(), client.secret()))
                .header("DPoP", KEY.proof("POST", byAddress.base() + TOKEN))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"));
        byAddress.send(request, Http.FORM).expectError(400, "invalid_dpop_proof");
    }

    @Test
    void anIdIsThere() {
        assertInvalid(draft(KEY).claim("jti", null).sign());
        assertInvalid(draft(KEY).claim("jti", "").sign());
        assertInvalid(draft(KEY).claim("jti", 1).sign());
        assertInvalid(draft(KEY).claim("jti", "\0").sign());
        assertInvalid(draft(KEY).claim("jti", "\ud800").sign());
        assertInvalid(draft(KEY).claim("jti", "x".repeat(257)).sign());
        assertInvalid(draft(KEY).claim("iat", null).sign());
        assertInvalid(draft(KEY).claim("iat", "now").sign());
    }

    @Test
    void aProofIsAcceptedOnce() {
        String proof = draft(KEY).sign();
        send(proof).expect(200);
        assertInvalid(proof);
        String sameId = draft(KEY).claim("jti", "one").sign();
        send(sameId).expect(200);
        assertInvalid(draft(KEY).claim("jti", "one").claim("iat", now() - 1).sign());
        // The ids of another key are others.
        send(draft(DpopKey.es256()).claim("jti", "one").sign()).expect(200);
    }

    @Test
    void aFailedAuthenticationOfTheClientDoesNotUseTheProof() {
        String proof = draft(KEY).sign();
        http.send(
                        http.request(TOKEN)
                                .header("Authorization", Http.basic(client.clientId(), "wrong"))
                                .header("DPoP", proof)
                                .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                        Http.FORM)
                .expectError(401, "invalid_client");
        send(proof).expect(200);
    }

    @Test
    void aClockThatIsALittleOffNeedsNoNonce() {
        for (int ahead : new int[] {-50, -10, 0, 5}) {
            send(draft(KEY).claim("iat", now() + ahead).sign()).expect(200);
        }
    }

    /** Whatever the clock of the client says, it gets on with a nonce, and no proof is accepted twice. */
    @Test
    void aClockThatIsFarOffNeedsANonce() {
        for (int ahead : new int[] {-300, -120, -70, 20, 60, 300}) {
            long iat = now() + ahead;
            String nonce = nonceOf(send(draft(KEY).claim("iat", iat).sign()));
            String proof = draft(KEY).claim("iat", iat).claim("nonce", nonce).sign();
            send(proof).expect(200);
            assertInvalid(proof);
        }
        nonceOf(send(draft(KEY).claim("iat", 1e300).sign()));
        // No double is as large.
        nonceOf(send(draft(KEY).claim("iat", BigInteger.TEN.pow(400)).sign()));
    }

    @Test
    void aNonceIsOneOfThisServer() {
        String nonce = nonceOf(send(draft(KEY).claim("nonce", "made up").sign()));
        for (Object other : new Object[] {
            "", 1, nonce + "x", nonce.substring(1), UUID.randomUUID().toString()
        }) {
            nonceOf(send(draft(KEY).claim("nonce", other).sign()));
        }
        send(draft(KEY).claim("nonce", nonce).sign()).expect(200);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
