package dev.latchkey.resource;

import static dev.latchkey.resource.TestIssuer.sign;
import static dev.latchkey.resource.TestIssuer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.latchkey.resource.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** Access tokens, with and without Spring. */
class AccessTokenVerifierIT {

    private static final String API = "https://api.example";

    private final TestIssuer issuer = new TestIssuer();
    private final TestClock clock = new TestClock();
    private final AccessTokenVerifier verifier =
            AccessTokenVerifier.of(issuer.issuer()).audience(API).clock(clock).build();

    @AfterEach
    void stop() {
        verifier.close();
        issuer.close();
    }

    @Test
    void aGoodTokenIsAcceptedWithItsClaims() {
        for (String type : new String[] {"JWT", "at+jwt"}) {
            Verdict verdict = verifier.verify(sign(issuer.key(), type, issuer.accessToken()));
            assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
            assertThat(((Verdict.Accepted) verdict).claims().getSubject()).isEqualTo("alice");
        }
    }

    @Test
    void everythingElseIsRefused() {
        Instant now = Instant.now();
        assertRefused(issuer.accessToken().issuer("https://evil.example"));
        assertRefused(issuer.accessToken().issuer(issuer.issuer() + "/"));
        assertRefused(issuer.accessToken().issuer(null));
        assertRefused(issuer.accessToken().audience("https://other.example"));
        assertRefused(issuer.accessToken().audience((String) null));
        assertRefused(issuer.accessToken().subject(null));
        assertRefused(issuer.accessToken().expirationTime(Date.from(now.minusSeconds(61))));
        assertRefused(issuer.accessToken().expirationTime(null));
        assertRefused(issuer.accessToken().notBeforeTime(Date.from(now.plusSeconds(90))));
        assertRefused(issuer.accessToken().claim("status", "revoked"));
        assertRefused(sign(issuer.key(), "statuslist+jwt", issuer.accessToken()));
        assertRefused(sign(issuer.key(), "logout+jwt", issuer.accessToken()));
        assertRefused(sign(TestIssuer.newKey("first"), "JWT", issuer.accessToken()));
        assertRefused(new PlainJWT(issuer.accessToken().build()).serialize());
        String good = sign(issuer.key(), "JWT", issuer.accessToken());
        assertRefused(good.substring(0, good.lastIndexOf('.') + 1));
        for (String garbage : new String[] {"", ".", "..", "a.b.c", "....", "\0", "é", "eyJ".repeat(100_000)}) {
            assertRefused(garbage);
        }
    }

    /** Also when the API has the same name as the client, whose ID tokens then have its audience. */
    @ParameterizedTest
    @ValueSource(strings = {"nonce", "at_hash", "auth_time", "events", "status_list"})
    void anIdTokenIsRefused(String claim) {
        String foreign = sign(issuer.key(), "JWT", issuer.accessToken().claim(claim, "x"));
        String idToken = sign(issuer.key(), "JWT", issuer.accessToken().claim("client_id", null));
        assertRefused(foreign);
        assertRefused(idToken);
        try (StatusListValidator validator = new StatusListValidator(issuer.issuer())) {
            JwtDecoder decoder = decoder(validator);
            decoder.decode(sign(issuer.key(), "JWT", issuer.accessToken()));
            for (String token : new String[] {foreign, idToken}) {
                assertThatExceptionOfType(JwtValidationException.class)
                        .isThrownBy(() -> decoder.decode(token))
                        .withMessageContaining("The token is not an access token");
            }
        }
    }

    @Test
    void noByteOfATokenCanBeAnother() {
        String token = sign(issuer.key(), "JWT", issuer.accessToken());
        byte[] good = token.getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(20_261_123);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = good.clone();
            // Not in the last character, some of whose bits mean nothing.
            int at = random.nextInt(changed.length - 1);
            changed[at] = (byte) (33 + (changed[at] - 33 + 1 + random.nextInt(92)) % 93);
            String other = new String(changed, StandardCharsets.US_ASCII);
            if (other.replace('+', '-').replace('/', '_').equals(token)) {
                // The same bytes: Nimbus reads the alphabet of ordinary Base64 too.
                continue;
            }
            // Of a key that is not known it cannot always be told that there is none.
            assertThat(verifier.verify(other)).isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void aRevokedTokenIsRefused() {
        issuer.answer("/list", text(() -> issuer.signed(issuer.listAt("/list"))));
        assertThat(verifier.verify(sign(issuer.key(), "JWT", withStatus(0)))).isInstanceOf(Verdict.Accepted.class);
        assertThat(verifier.verify(sign(issuer.key(), "JWT", withStatus(1))))
                .isEqualTo(new Verdict.Refused(new Refusal(Reason.REVOKED, "The token was revoked")));
    }

    @Test
    void aNewKeyIsFoundAndUnknownOnesAreNotAskedForAgainAndAgain() {
        assertThat(verifier.verify(sign(issuer.key(), "JWT", issuer.accessToken())))
                .isInstanceOf(Verdict.Accepted.class);
        issuer.rotateKey("second");
        assertThat(verifier.verify(sign(issuer.key(), "JWT", issuer.accessToken())))
                .isInstanceOf(Verdict.Accepted.class);
        for (int i = 0; i < 50; i++) {
            verifier.verify(sign(TestIssuer.newKey("unknown-" + i), "JWT", issuer.accessToken()));
        }
        assertThat(issuer.requests("/oauth2/jwks")).isLessThanOrEqualTo(3);
        assertThat(verifier.verify(sign(issuer.key(), "JWT", issuer.accessToken())))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void anIssuerThatIsDownIsNoReasonToAcceptOrToThrow() {
        issuer.answer("/oauth2/jwks", TestIssuer.status(500));
        assertThat(verifier.verify(sign(issuer.key(), "JWT", issuer.accessToken())))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void keysAreNotFetchedFromWhereARedirectionPoints() {
        try (TestIssuer evil = new TestIssuer()) {
            issuer.answer("/oauth2/jwks", exchange -> {
                exchange.getResponseHeaders().set("Location", evil.uri("/oauth2/jwks"));
                TestIssuer.send(exchange, 302, new byte[0]);
            });
            assertThat(verifier.verify(sign(evil.key(), "JWT", issuer.accessToken())))
                    .isInstanceOf(Verdict.Refused.class);
            assertThat(evil.requests("/oauth2/jwks")).isZero();
        }
    }

    @Test
    void springRefusesARevokedTokenWithTheValidator() {
        issuer.answer("/list", text(() -> issuer.signed(issuer.listAt("/list"))));
        try (StatusListValidator validator = new StatusListValidator(issuer.issuer())) {
            JwtDecoder decoder = decoder(validator);
            assertThat(decoder.decode(sign(issuer.key(), "JWT", withStatus(0))).getSubject())
                    .isEqualTo("alice");
            String revoked = sign(issuer.key(), "JWT", withStatus(1));
            assertThatExceptionOfType(JwtValidationException.class)
                    .isThrownBy(() -> decoder.decode(revoked))
                    .withMessageContaining("The token was revoked");
        }
    }

    @Test
    void springAnswers503WhenNobodyCanTellUnlessTheTokenIsNoGoodAnyway() {
        issuer.answer("/list", TestIssuer.status(500));
        try (StatusListValidator validator = new StatusListValidator(issuer.issuer())) {
            JwtAuthenticationProvider spring = new JwtAuthenticationProvider(decoder(validator));
            String unknown = sign(issuer.key(), "JWT", withStatus(0));
            // What BearerTokenAuthenticationEntryPoint answers with its status.
            assertThatExceptionOfType(OAuth2AuthenticationException.class)
                    .isThrownBy(() -> spring.authenticate(new BearerTokenAuthenticationToken(unknown)))
                    .extracting(OAuth2AuthenticationException::getError)
                    .isInstanceOfSatisfying(
                            BearerTokenError.class,
                            error -> assertThat(error.getHttpStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
            Instant past = Instant.now().minusSeconds(90);
            String over =
                    sign(issuer.key(), "JWT", withStatus(0).issueTime(null).expirationTime(Date.from(past)));
            assertThatExceptionOfType(InvalidBearerTokenException.class)
                    .isThrownBy(() -> spring.authenticate(new BearerTokenAuthenticationToken(over)));
        }
    }

    private JwtDecoder decoder(StatusListValidator validator) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(issuer.uri("/oauth2/jwks"))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer.issuer()), validator));
        return decoder;
    }

    private JWTClaimsSet.Builder withStatus(int index) {
        return issuer.accessToken()
                .claim("status", Map.of("status_list", Map.of("idx", index, "uri", issuer.uri("/list"))));
    }

    private void assertRefused(JWTClaimsSet.Builder claims) {
        assertRefused(sign(issuer.key(), "JWT", claims));
    }

    private void assertRefused(String token) {
        assertThat(verifier.verify(token))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.INVALID));
    }
}
