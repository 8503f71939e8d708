package dev.latchkey.server.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not exchanged (RFC 8693, section 2.2.2). */
class ExchangeErrorsIT extends Exchanging {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String OTHER_TYPE = "urn:ietf:params:oauth:token-type:";

    private static final String REFUSED = "The subject_token is no access token of this server that is good, or was not"
            + " made for a resource that this client serves.";

    private static void expectRefused(Answer answer) {
        answer.expectError(400, "invalid_request");
        assertThat(answer.text("error_description")).isEqualTo(REFUSED);
    }

    @Test
    void theSubjectTokenAndItsTypeAreRequiredOnce() {
        String subject = signIn();
        http.token(a, "grant_type", GRANT).expectError(400, "invalid_request");
        http.token(a, "grant_type", GRANT, "subject_token", subject).expectError(400, "invalid_request");
        http.token(a, "grant_type", GRANT, "subject_token_type", ACCESS_TOKEN).expectError(400, "invalid_request");
        exchange(a, "").expectError(400, "invalid_request");
        exchange(a, subject, "subject_token", subject).expectError(400, "invalid_request");
        exchange(a, subject, "subject_token_type", ACCESS_TOKEN).expectError(400, "invalid_request");
        exchange(a, subject, "grant_type", "client_credentials").expectError(400, "invalid_request");
        exchange(a, subject, "grant_type", GRANT).expectError(400, "invalid_request");
        exchange(a, subject, "requested_token_type", ACCESS_TOKEN, "requested_token_type", ACCESS_TOKEN)
                .expectError(400, "invalid_request");
    }

    @Test
    void aSubjectTokenMakesNoOtherGrantAnExchange() {
        Answer own = http.token(
                        a,
                        "grant_type",
                        "client_credentials",
                        "subject_token",
                        signIn(),
                        "subject_token_type",
                        ACCESS_TOKEN)
                .expect(200);
        assertThat(own.claims().get("sub").asString()).isEqualTo("a");
        assertThat(own.claims().has("act")).isFalse();
    }

    @Test
    void otherTypesAndAnActorTokenAreInvalidRequest() {
        String subject = signIn();
        for (String type : List.of("jwt", "id_token", "refresh_token", "saml2", "x")) {
            exchange(a, subject, "requested_token_type", OTHER_TYPE + type).expectError(400, "invalid_request");
            http.token(a, "grant_type", GRANT, "subject_token", subject, "subject_token_type", OTHER_TYPE + type)
                    .expectError(400, "invalid_request");
        }
        exchange(a, subject, "actor_token", subject).expectError(400, "invalid_request");
        exchange(a, subject, "actor_token_type", ACCESS_TOKEN).expectError(400, "invalid_request");
        exchange(a, subject, "actor_token", subject, "actor_token_type", ACCESS_TOKEN)
                .expectError(400, "invalid_request");
        exchange(a, subject, "requested_token_type", ACCESS_TOKEN).expect(200);
    }

    @Test
    void refreshTokensIdTokensAndForgedTokensAreNotExchanged() {
        Answer signedIn = signIn(client, user).expect(200);
        String access = signedIn.accessToken();
        expectRefused(exchange(a, signedIn.refreshToken()));
        expectRefused(exchange(a, access.substring(0, access.length() - 8) + "AAAAAAAA"));
        expectRefused(exchange(a, access.substring(0, access.lastIndexOf('.') + 1)));
        expectRefused(exchange(a, "x"));
        expectRefused(exchange(a, "a.b.c"));
        expectRefused(exchange(a, "x".repeat(9000)));
        TestClient web = TestClient.named("web")
                .redirects(CodeFlow.REDIRECT_URI)
                .scope("openid read")
                .addTo(server);
        Answer browser = http.token(
                        web,
                        "grant_type",
                        "authorization_code",
                        "code",
                        CodeFlow.begin(server, web, user).code("openid read"),
                        "redirect_uri",
                        CodeFlow.REDIRECT_URI,
                        "code_verifier",
                        CodeFlow.VERIFIER)
                .expect(200);
        // As if the client were a resource.
        expectRefused(exchange(a, browser.text("id_token")));
    }

    @Test
    void aTokenForAnotherAudienceIsNotExchanged() {
        try (CapturedLog log = CapturedLog.start()) {
            // For the issuer, for a resource of another API, and that other API with the token of this one.
            expectRefused(exchange(a, http.signIn(client, user).accessToken()));
            expectRefused(exchange(b, signIn()));
            expectRefused(exchange(a, exchange(a, signIn()).accessToken()));
            assertThat(log.text())
                    .contains("Refused an exchange of client 'b': it serves none of the token's audience");
        }
        // That the audience of a client names a resource does not make the client serve it.
        TestClient gateway = TestClient.named("gateway")
                .grants(GrantType.TOKEN_EXCHANGE)
                .audiences(uri("a"))
                .exchangesTo(uri("b"))
                .addTo(server);
        String subject = signIn();
        assertThat(isActive(gateway, subject)).isTrue();
        expectRefused(exchange(gateway, subject));
    }

    @Test
    void aClientWithoutTheGrantExchangesNothing() {
        TestClient without = TestClient.named("without")
                .grants(GrantType.CLIENT_CREDENTIALS)
                .exchangesTo(uri("b"))
                .addTo(server);
        exchange(without, signIn()).expectError(400, "unauthorized_client");
        TestClient app = TestClient.named("public").isPublic().addTo(server);
        http.post(
                        "/oauth2/token",
                        "grant_type",
                        GRANT,
                        "client_id",
                        app.clientId(),
                        "subject_token",
                        signIn(),
                        "subject_token_type",
                        ACCESS_TOKEN)
                .expectError(400, "unauthorized_client");
        exchange(new TestClient(a.id(), "a", "wrong"), signIn()).expectError(401, "invalid_client");
    }

    @Test
    void theTargetIsOneOfThoseOfTheClient() {
        String subject = signIn();
        exchange(a, subject, "resource", uri("b")).expect(200);
        exchange(a, subject, "audience", uri("b")).expect(200);
        exchange(a, subject, "resource", uri("b"), "audience", uri("b")).expect(200);
        exchange(a, subject, "resource", uri("c")).expectError(400, "invalid_target");
        exchange(a, subject, "audience", uri("c")).expectError(400, "invalid_target");
        exchange(a, subject, "audience", "b").expectError(400, "invalid_target");
        exchange(a, subject, "resource", uri("b"), "audience", uri("c")).expectError(400, "invalid_target");
        exchange(a, subject, "resource", uri("b"), "resource", uri("c")).expectError(400, "invalid_target");
        exchange(a, subject, "audience", uri("b"), "audience", uri("c")).expectError(400, "invalid_target");
        exchange(a, subject, "resource", "https://unknown.example/").expectError(400, "invalid_target");
        for (TestClient several : List.of(
                TestClient.named("several")
                        .grants(GrantType.TOKEN_EXCHANGE)
                        .exchangesTo(uri("b"), uri("c"))
                        .addTo(server),
                TestClient.named("none").grants(GrantType.TOKEN_EXCHANGE).addTo(server))) {
            serve(uri("a"), "read write", several.clientId());
            try {
                String code = several.clientId().equals("none") ? "invalid_target" : "invalid_request";
                exchange(several, subject).expectError(400, code);
                exchange(several, subject, "resource", uri("c"))
                        .expect(several.clientId().equals("none") ? 400 : 200);
            } finally {
                serve(uri("a"), "read write", "a");
            }
        }
    }

    @Test
    void aTargetThatIsGoneOrOfOtherScopesIsInvalidTarget() {
        TestClient api = TestClient.named("lost")
                .grants(GrantType.TOKEN_EXCHANGE)
                .exchangesTo("https://gone.example/", uri("foreign"))
                .addTo(server);
        serve(uri("foreign"), "other", "b");
        serve(uri("a"), "read write", "lost");
        try {
            String subject = signIn();
            exchange(api, subject, "audience", "https://gone.example/").expectError(400, "invalid_target");
            exchange(api, subject, "audience", uri("foreign")).expectError(400, "invalid_target");
            exchange(api, subject, "resource", uri("foreign")).expectError(400, "invalid_target");
        } finally {
            serve(uri("a"), "read write", "a");
        }
    }
}
