package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.latchkey.resource.Refusal.Reason;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** Tokens that are bound to a key: RFC 9449. Without the proof of the key they are good for nothing. */
class BoundTokensIT {

    private static final String API = "https://api.example";
    private static final String URL = API + "/orders";

    private final TestIssuer issuer = new TestIssuer();
    private final TestClock clock = new TestClock();
    private final AccessTokenVerifier verifier =
            AccessTokenVerifier.of(issuer.issuer()).audience(API).clock(clock).build();
    private final TestProof.Key key = TestProof.Key.es256();
    private final String token = bound(Map.of("jkt", key.jkt()));

    @AfterEach
    void stop() {
        verifier.close();
        issuer.close();
    }

    private String bound(@Nullable Object confirmation) {
        JWTClaimsSet.Builder claims = issuer.accessToken().claim("cnf", confirmation);
        return TestIssuer.sign(issuer.key(), "JWT", claims);
    }

    private Verdict verify(String scheme, String accessToken, String... proofs) {
        return verifier.verify(new ResourceRequest("GET", URL, scheme + " " + accessToken, List.of(proofs)));
    }

    private void assertRefused(String... proofs) {
        assertRefused(verify("DPoP", token, proofs));
    }

    private static void assertRefused(Verdict verdict) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(Reason.PROOF);
            assertThat(refused.refusal().challenge())
                    .startsWith("DPoP error=\"invalid_dpop_proof\"")
                    .endsWith("algs=\"ES256 PS256 EdDSA\"");
        });
    }

    private TestProof proof() {
        return key.proof("GET", URL, token);
    }

    @Test
    void withItsProofATokenIsAccepted() {
        for (TestProof.Key each : List.of(key, TestProof.Key.ps256(2048), TestProof.Key.edDsa())) {
            String access = bound(Map.of("jkt", each.jkt()));
            assertThat(verify("DPoP", access, each.proof("GET", URL, access).sign()))
                    .isInstanceOf(Verdict.Accepted.class);
        }
        assertThat(verify(
                        "dpop",
                        token,
                        proof().claim("htu", "HTTPS://API.example:443/orders?x=y")
                                .sign()))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void withoutItsProofATokenIsRefused() {
        assertRefused(verifier.verify(token));
        assertRefused(verify("Bearer", token));
        assertRefused(verify("Bearer", token, proof().sign()));
        assertRefused();
        assertRefused(proof().sign(), proof().sign());
        assertRefused(verifier.verify(bound(Map.of("x5t#S256", key.jkt()))));
        assertRefused(verifier.verify(bound("unknown")));
        String certificate = bound(Map.of("x5t#S256", key.jkt()));
        assertRefused(
                verify("DPoP", certificate, key.proof("GET", URL, certificate).sign()));
    }

    /** With the neutral element as its key, one signature is good for every proof, and needs no private key. */
    @Test
    void aKeyOfSmallOrderIsRefused() throws Exception {
        for (String first : List.of("0100", "eeff")) {
            String x = first.equals("0100") ? first + "00".repeat(30) : first + "ff".repeat(29) + "7f";
            Map<String, Object> jwk = Map.of(
                    "kty",
                    "OKP",
                    "crv",
                    "Ed25519",
                    "x",
                    Base64URL.encode(HexFormat.of().parseHex(x)).toString());
            String jkt = OctetKeyPair.parse(jwk).computeThumbprint().toString();
            String access = bound(Map.of("jkt", jkt));
            byte[] signature = new byte[64];
            signature[0] = 1;
            assertRefused(verify(
                    "DPoP",
                    access,
                    key.proof("GET", URL, access)
                            .header("alg", "EdDSA")
                            .header("jwk", jwk)
                            .signedAs(signature)));
        }
    }

    @Test
    void aTokenThatIsNotBoundIsABearerToken() {
        String bearer = bound(null);
        assertThat(verify("Bearer", bearer)).isInstanceOf(Verdict.Accepted.class);
        assertRefused(verify("DPoP", bearer, key.proof("GET", URL, bearer).sign()));
        assertThat(verify("Basic", bearer)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aProofOfSomethingElseIsRefused() {
        TestProof.Key other = TestProof.Key.es256();
        assertRefused(proof().claim("htm", "POST").sign());
        assertRefused(proof().claim("htu", API + "/other").sign());
        assertRefused(proof().claim("htu", "https://evil.example/orders").sign());
        assertRefused(proof().claim("htu", null).sign());
        assertRefused(proof().claim("ath", TestProof.sha256("x")).sign());
        assertRefused(proof().claim("ath", null).sign());
        assertRefused(proof().claim("jti", null).sign());
        assertRefused(proof().claim("jti", "x".repeat(300)).sign());
        assertRefused(proof().claim("jti", "\0").sign());
        assertRefused(proof().claim("jti", "\ud800").sign());
        assertRefused(proof().claim("iat", null).sign());
        assertRefused(proof().signedBy(other));
        assertRefused(other.proof("GET", URL, token).sign());
        assertRefused("x", "", "a.b.c");
        assertRefused("a.b.c");
    }

    @Test
    void theHeaderIsThatOfAProofWithAPublicKey() {
        assertRefused(proof().header("typ", "JWT").sign());
        for (String algorithm : List.of("none", "HS256", "RS256", "ES384")) {
            assertRefused(proof().header("alg", algorithm).sign());
        }
        assertRefused(proof().header("jwk", null).sign());
        assertRefused(proof().header("crit", List.of("exp")).sign());
        Map<String, Object> privateKey = new LinkedHashMap<>(key.publicKey().toJSONObject());
        privateKey.put("d", privateKey.get("x"));
        assertRefused(proof().header("jwk", privateKey).sign());
        for (TestProof.Key size : List.of(TestProof.Key.ps256(1024), TestProof.Key.hugePs256())) {
            String access = bound(Map.of("jkt", size.jkt()));
            assertRefused(verify("DPoP", access, size.proof("GET", URL, access).sign()));
        }
    }

    @Test
    void aProofIsAcceptedOnceWhateverTheClocksSay() {
        for (int skew = -300; skew <= 300; skew += 20) {
            clock.setAhead(java.time.Duration.ZERO);
            String one =
                    proof().claim("iat", Instant.now().getEpochSecond() + skew).sign();
            int accepted = 0;
            for (int second = 0; second <= 480; second += 10) {
                // The token must not expire meanwhile.
                clock.setAhead(java.time.Duration.ofSeconds(second - 240));
                accepted += verify("DPoP", token, one) instanceof Verdict.Accepted ? 1 : 0;
            }
            assertThat(accepted).as("%d s ahead", skew).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aFullStoreRefusesAndNeverForgets() {
        ReplayCache cache = new ReplayCache(clock, 10);
        DpopProofs proofs = new DpopProofs(cache, clock);
        String first = proof().sign();
        for (int i = 0; i < 10; i++) {
            assertThat(proofs.refusal(request(i == 0 ? first : proof().sign()), token, key.jkt()))
                    .isEmpty();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(proofs.refusal(request(proof().sign()), token, key.jkt())
                            .orElseThrow()
                            .reason())
                    .isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(proofs.refusal(request(first), token, key.jkt())
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.PROOF);
        clock.setAhead(java.time.Duration.ofSeconds(70));
        String later = proof().claim("iat", Instant.now().getEpochSecond() + 70).sign();
        assertThat(proofs.refusal(request(later), token, key.jkt())).isEmpty();
    }

    private static ResourceRequest request(String proof) {
        return new ResourceRequest("GET", URL, null, List.of(proof));
    }

    @Test
    void springRefusesABoundTokenUnlessTheProofIsVerified() {
        try (StatusListValidator without = new StatusListValidator(issuer.issuer());
                StatusListValidator with = StatusListValidator.withProofs(issuer.issuer())) {
            BearerTokenAuthenticationToken bearer = new BearerTokenAuthenticationToken(token);
            assertThatExceptionOfType(InvalidBearerTokenException.class)
                    .isThrownBy(() -> spring(without).authenticate(bearer));
            String certificate = bound(Map.of("x5t#S256", key.jkt()));
            assertThatExceptionOfType(InvalidBearerTokenException.class)
                    .isThrownBy(() -> spring(with).authenticate(new BearerTokenAuthenticationToken(certificate)));

            DPoPAuthenticationProvider provider = new DPoPAuthenticationProvider(spring(with)::authenticate);
            provider.setDPoPProofVerifierFactory(new DpopProofFactory(API));
            String good = proof().sign();
            // The host of the request does not count.
            DPoPAuthenticationToken sent =
                    new DPoPAuthenticationToken(token, good, "GET", "http://localhost:8000/orders");
            assertThat(provider.authenticate(sent).isAuthenticated()).isTrue();
            for (String proof : List.of(
                    good,
                    proof().claim("htm", "POST").sign(),
                    proof().claim("ath", "x").sign(),
                    proof().claim("htu", "http://localhost:8000/orders").sign(),
                    TestProof.Key.es256().proof("GET", URL, token).sign())) {
                assertThatExceptionOfType(OAuth2AuthenticationException.class)
                        .isThrownBy(() -> provider.authenticate(
                                new DPoPAuthenticationToken(token, proof, "GET", "http://localhost:8000/orders")));
            }
        }
    }

    private JwtAuthenticationProvider spring(StatusListValidator validator) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(issuer.uri("/oauth2/jwks"))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer.issuer()), validator));
        return new JwtAuthenticationProvider(decoder);
    }
}
