package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an authorization request, as the client is told. */
class AuthorizeErrorsIT extends OneApplication {

    private static void expectError(Answer answer, String error) {
        assertThat(answer.header("Location")).startsWith(WebFlow.REDIRECT_URI + "?");
        Map<String, String> parameters = browser.answerOf(answer);
        assertThat(parameters)
                .containsEntry("error", error)
                .containsEntry("state", "state-1")
                .containsEntry("iss", server.base().toString())
                .doesNotContainKey("code");
        assertThat(parameters.get("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "response_type, -, invalid_request",
                "response_type, '', invalid_request",
                "response_type, token, unsupported_response_type",
                "response_type, id_token, unsupported_response_type",
                "response_type, code id_token, unsupported_response_type",
                "response_type, code token, unsupported_response_type",
                "response_type, none, unsupported_response_type",
                "response_mode, fragment, invalid_request",
                "response_mode, form_post, invalid_request",
                "scope, admin, invalid_scope",
                "scope, read admin, invalid_scope",
                "scope, \"read\", invalid_scope",
                "scope, openid, invalid_scope",
                "code_challenge, -, invalid_request",
                "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c, invalid_request",
                "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c+, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "code_challenge_method, -, invalid_request",
                "code_challenge_method, s256, invalid_request",
                "max_age, -1, invalid_request",
                "max_age, 1.5, invalid_request",
                "max_age, x, invalid_request",
                "max_age, 9223372036854775808, invalid_request",
                "prompt, none login, invalid_request",
                "prompt, none consent, invalid_request",
                "prompt, create, invalid_request",
                "prompt, none, login_required",
                "claims, [], invalid_request",
                "claims, {, invalid_request",
                "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
                "request_uri, https://169.254.169.254/latest, request_uri_not_supported",
                "registration, {}, registration_not_supported"
            })
    void theClientIsToldWhatIsWrong(String parameter, @Nullable String value, String error) {
        expectError(browser.authorize(parameter, value), error);
    }

    @Test
    void theScopeThatIsNotAllowedIsNamedAndShortened() {
        assertThat(description("read admin write")).isEqualTo("The client may not have this scope: admin");
        assertThat(description("read " + "x".repeat(1000)))
                .isEqualTo("The client may not have this scope: " + "x".repeat(60) + "...");
        assertThat(description("<b>&%41")).isEqualTo("The client may not have this scope: <b>&%41");
        assertThat(description("\u00e9")).isEqualTo("The scope is malformed.");
    }

    private static @Nullable String description(String scope) {
        Answer answer = browser.authorize("scope", scope);
        expectError(answer, "invalid_scope");
        return browser.answerOf(answer).get("error_description");
    }

    @Test
    void aParameterTwiceIsToldToTheClient() {
        for (String parameter :
                new String[] {"scope", "nonce", "response_type", "prompt", "max_age", "code_challenge"}) {
            String query = browser.query(parameter, "x") + "&" + parameter + "=x";
            expectError(browser.get("/oauth2/authorize?" + query), "invalid_request");
        }
        // Of two states neither is given back.
        Answer twice = browser.get("/oauth2/authorize?" + browser.query() + "&state=other");
        assertThat(browser.answerOf(twice))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("state");
    }

    @Test
    void aParameterThatMeansNothingHereIsIgnored() {
        assertThat(signedIn.answerOf(signedIn.get(
                        "/oauth2/authorize?" + signedIn.query("display", "popup", "acr_values", "x") + "&a=1&a=2&b")))
                .containsKey("code");
    }

    @Test
    void whatIsTooLongForTheCodeIsToldToTheClient() {
        expectError(browser.authorize("nonce", "n".repeat(513)), "invalid_request");
        expectError(browser.authorize("claims", "{\"x\":\"" + "c".repeat(4100) + "\"}"), "invalid_request");
        assertThat(signedIn.answerOf(signedIn.authorize("nonce", "n".repeat(512))))
                .containsKey("code");
        // Each character of these has four bytes.
        expectError(signedIn.authorize("nonce", "\uD83D\uDD11".repeat(256), "claims", claims()), "invalid_request");
    }

    private static String claims() {
        StringBuilder claims = new StringBuilder("{\"userinfo\":{\"name\":null");
        for (String name : new String[] {
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
            "email",
            "email_verified",
            "address",
            "phone_number",
            "phone_number_verified"
        }) {
            claims.append(",\"").append(name).append("\":null");
        }
        String userinfo = claims.append('}').toString();
        return userinfo + ",\"id_token\"" + userinfo.substring(userinfo.indexOf(':')) + "}";
    }

    @Test
    void aClientWithoutTheGrantOrWithoutPkceIsToldSo() {
        TestClient other = TestClient.named("other")
                .redirects(WebFlow.REDIRECT_URI)
                .grants(GrantType.AUTHORIZATION_CODE)
                .addTo(server);
        server.update("UPDATE clients SET grant_types = '{password}' WHERE client_id = 'other'");
        server.reload();
        expectError(WebFlow.of(server, other).authorize(), "unauthorized_client");
        TestClient spa = TestClient.named("spa")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        expectError(
                WebFlow.of(server, spa).authorize("code_challenge", null, "code_challenge_method", null),
                "invalid_request");
        TestClient old = TestClient.named("old")
                .redirects(WebFlow.REDIRECT_URI)
                .pkceOptional()
                .addTo(server);
        WebFlow flow = signedIn.at(server.http(), old);
        String code =
                String.valueOf(flow.answerOf(flow.authorize("code_challenge", null, "code_challenge_method", null))
                        .get("code"));
        // A verifier without a challenge: PKCE was taken out of the request.
        flow.redeem(code).expectError(400, "invalid_grant");
        flow.redeem(code, "code_verifier", "").expectError(400, "invalid_grant");
        String again =
                String.valueOf(flow.answerOf(flow.authorize("code_challenge", null, "code_challenge_method", null))
                        .get("code"));
        flow.redeem(again, "code_verifier", "").expect(200);
    }
}
