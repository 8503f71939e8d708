package dev.latchkey.server.clientauth;

import static dev.latchkey.server.clientauth.Federation.ISSUER;
import static dev.latchkey.server.clientauth.Federation.KEY;
import static dev.latchkey.server.clientauth.Federation.SUBJECT;
import static dev.latchkey.server.clientauth.Federation.TOKEN;
import static dev.latchkey.server.clientauth.Federation.assertRefused;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which assertions of other issuers are believed. */
class FederationIT {

    private static TestServer server;
    private static Http http;
    private static Federation federation;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        federation = new Federation(server);
        federation.add("deploy", Map.of("subject", SUBJECT));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void refuse(ClientJwt jwt) {
        assertRefused(federation.ask(jwt, "deploy"));
    }

    @Test
    void onlyTheNamedClientCounts() {
        federation.add("stranger", Map.of("subject", "repo:o@1/other@3:ref:refs/heads/main"));
        federation.add("none");
        assertRefused(federation.ask(federation.jwt(), "stranger"));
        assertRefused(federation.ask(federation.jwt(), "none"));
        assertRefused(federation.ask(federation.jwt(), "unknown"));
        ClientJwt.postSigned(http, federation.jwt().signed(), TOKEN, "grant_type", "client_credentials")
                .expectError(401, "invalid_client");
        // Also when the issuer calls its subject as the client is called here.
        federation.add("bot", Map.of("subject", "bot"));
        assertRefused(
                ClientJwt.postSigned(http, federation.jwt("bot").signed(), TOKEN, "grant_type", "client_credentials"));
        federation.ask(federation.jwt("bot"), "bot").expect(200);
        // Not the client's name as the subject, and nothing beside the assertion.
        assertRefused(federation.ask(federation.jwt("deploy"), "deploy"));
        http.post(TOKEN, "grant_type", "client_credentials", "client_id", "deploy")
                .expectError(401, "invalid_client");
        assertRefused(ClientJwt.of("deploy", KEY, http).post(http, TOKEN, "grant_type", "client_credentials"));
    }

    @Test
    void anAssertionIsForThisServerAlone() {
        String issuer = http.base().toString();
        for (Object aud : List.of(
                "https://other.example",
                issuer + "/",
                issuer + TOKEN,
                List.of(),
                List.of(issuer, issuer),
                List.of(issuer, "https://other.example"),
                7)) {
            refuse(federation.jwt().claim("aud", aud));
        }
        refuse(federation.jwt().claim("aud", null));
        federation.ask(federation.jwt().claim("aud", List.of(issuer)), "deploy").expect(200);
        federation.add("audience", Map.of("subject", SUBJECT, "audience", "latchkey-prod"));
        assertRefused(federation.ask(federation.jwt(), "audience"));
        federation
                .ask(federation.jwt().claim("aud", "latchkey-prod"), "audience")
                .expect(200);
    }

    @Test
    void anAssertionIsYoung() {
        long now = Instant.now().getEpochSecond();
        refuse(federation.jwt().claim("exp", null));
        refuse(federation.jwt().claim("exp", "soon"));
        refuse(federation.jwt().claim("exp", now - 1));
        refuse(federation.jwt().claim("iat", now - 100).claim("exp", now - 100 + 86_401));
        refuse(federation.jwt().claim("iat", null).claim("exp", now + 86_420));
        refuse(federation.jwt().claim("iat", now + 30));
        refuse(federation.jwt().claim("iat", "now"));
        refuse(federation.jwt().claim("nbf", now + 30));
        refuse(federation.jwt().claim("exp", Long.MAX_VALUE));
        federation
                .ask(federation.jwt().claim("iat", now - 100).claim("exp", now - 100 + 86_400), "deploy")
                .expect(200);
        federation
                .ask(federation.jwt().claim("iat", null).claim("exp", now + 86_400), "deploy")
                .expect(200);
        federation
                .ask(federation.jwt().claim("iat", now + 5).claim("nbf", now + 5), "deploy")
                .expect(200);
        federation.ask(federation.jwt().claim("jti", null), "deploy").expect(200);
    }

    @Test
    void issuersAndSubjectsAreComparedExactly() {
        refuse(federation.jwt().claim("iss", ISSUER + "/"));
        refuse(federation.jwt().claim("iss", "https://CI.example"));
        refuse(federation.jwt(SUBJECT + "x"));
        refuse(federation.jwt(SUBJECT.replace("main", "MAIN")));
        refuse(federation.jwt(SUBJECT + "\n"));
        federation.add("prefix", Map.of("subject_prefix", "repo:o/r:"), Map.of("subject_prefix", "org/"));
        for (String subject : List.of("repo:o/r-evil:ref:x", "repo:o/r", "repo:o/r:", "org/", "orga/x", " org/x")) {
            assertRefused(federation.ask(federation.jwt(subject), "prefix"));
        }
        federation.ask(federation.jwt("repo:o/r:ref:x"), "prefix").expect(200);
        federation.ask(federation.jwt("org/x"), "prefix").expect(200);
        federation.add("slash", Map.of("issuer", ISSUER + "/", "subject", SUBJECT));
        assertRefused(federation.ask(federation.jwt(), "slash"));
        federation.ask(federation.jwt().claim("iss", ISSUER + "/"), "slash").expect(200);
    }

    @Test
    void claimsHaveTheirValueAndType() {
        Map<String, Object> claims =
                Map.of("ref_protected", true, "attempt", 1L, "share", new BigDecimal("0.5"), "environment", "prod");
        federation.add("claims", Map.of("subject", SUBJECT, "claims", claims));
        federation.ask(with(claims), "claims").expect(200);
        federation.ask(with(claims).claim("attempt", 1.0), "claims").expect(200);
        assertRefused(federation.ask(with(claims).claim("ref_protected", "true"), "claims"));
        assertRefused(federation.ask(with(claims).claim("attempt", "1"), "claims"));
        assertRefused(federation.ask(with(claims).claim("attempt", true), "claims"));
        assertRefused(federation.ask(with(claims).claim("environment", "Prod"), "claims"));
        assertRefused(federation.ask(with(claims).claim("environment", List.of("prod")), "claims"));
        assertRefused(federation.ask(with(claims).claim("share", null), "claims"));
    }

    private static ClientJwt with(Map<String, Object> claims) {
        ClientJwt jwt = federation.jwt();
        claims.forEach(jwt::claim);
        return jwt;
    }

    @Test
    void otherTokensAlgorithmsAndFormsAreRefused() {
        TestJwk foreign = TestJwk.of("RS256", "one");
        for (ClientJwt jwt : List.of(
                federation.jwt().header("alg", "HS256"),
                federation.jwt().header("alg", "none"),
                federation.jwt().header("alg", "PS256"),
                federation.jwt().header("kid", "two"),
                federation.jwt().header("typ", "at+jwt"),
                federation.jwt().header("typ", "application/at+jwt"),
                federation.jwt().header("typ", "logout+jwt"),
                federation.jwt().header("crit", List.of("exp")),
                // Exchanged: sent by another party than its subject.
                federation.jwt().claim("act", Map.of("sub", "orders")),
                ClientJwt.ofIssuer(ISSUER, SUBJECT, foreign, http),
                ClientJwt.ofIssuer(ISSUER, SUBJECT, foreign, http).header("jwk", foreign.members()))) {
            federation.ask(jwt, "deploy").expectError(401, "invalid_client");
        }
        federation
                .ask(federation.jwt().header("typ", "jwt").header("kid", null), "deploy")
                .expect(200);
        federation
                .ask(
                        federation
                                .jwt()
                                .header("jku", "http://127.0.0.1:1/")
                                .header("x5u", "http://127.0.0.1:1/")
                                .header("jwk", foreign.members()),
                        "deploy")
                .expect(200);
        federation
                .ask(federation.jwt().claim("more", "x".repeat(3_000)), "deploy")
                .expect(200);
        federation
                .ask(federation.jwt().claim("more", "x".repeat(9_000)), "deploy")
                .expectError(401, "invalid_client");
        federation.ask(federation.jwt().claim("jti", "x".repeat(600)), "deploy").expectError(401, "invalid_client");
    }

    @Test
    void aClaimThatComesTwiceIsNoClaim() throws Exception {
        String good = new String(
                Base64.getUrlDecoder().decode(federation.jwt().signed().split("\\.", -1)[1]), StandardCharsets.UTF_8);
        String twice = good.substring(0, good.length() - 1) + ",\"sub\":\"" + SUBJECT + "\"}";
        Federation.ask(http, federation.jwt().signedWithPayload(twice), "deploy")
                .expectError(401, "invalid_client");
        Federation.ask(http, federation.jwt().signedWithPayload(good), "deploy").expect(200);
    }
}
