package dev.latchkey.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the metadata say of OpenID Connect, against what the server does. */
class OpenIdMetadataIT {

    private static final Attribution TEST = Attribution.of("test");

    private static TestServer server;
    private static Http http;
    private static JsonNode metadata;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        metadata = http.get("/.well-known/openid-configuration").expect(200).json();
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> listed(String name) {
        List<String> texts = new ArrayList<>();
        metadata.get(name).forEach(element -> texts.add(element.asString()));
        assertThat(texts).doesNotHaveDuplicates();
        return texts;
    }

    private static TestClient client(String name, String scope) {
        return TestClient.named(name)
                .redirects(CodeFlow.REDIRECT_URI)
                .scope(scope)
                .addTo(server);
    }

    private static Answer signIn(TestClient client, String scope) {
        CodeFlow flow = CodeFlow.begin(server, client, user);
        return flow.redeem(flow.code(scope, "n", null)).expect(200);
    }

    @Test
    void aGrantIsListedIfAndOnlyIfTheTokenEndpointKnowsIt() {
        TestClient client = TestClient.named("grants")
                .redirects(CodeFlow.REDIRECT_URI)
                .grants(GrantType.PASSWORD, GrantType.values())
                .addTo(server);
        Set<String> grants = new HashSet<>(listed("grant_types_supported"));
        grants.addAll(List.of("implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "device_code", "none"));
        for (String grant : grants) {
            assertThat(http.token(client, "grant_type", grant).error().equals("unsupported_grant_type"))
                    .as(grant)
                    .isEqualTo(!listed("grant_types_supported").contains(grant));
        }
    }

    @Test
    void theScopesGiveTheClaimsAndNoneIsMissing() {
        Map<String, String> values = Map.of(
                "phone_number_verified",
                "true",
                "address.country",
                "UK",
                "birthdate",
                "1980-02-29",
                "zoneinfo",
                "Europe/Paris");
        Set<String> given = new TreeSet<>(List.of("profile", "picture", "website"));
        for (String name :
                List.of("given_name", "family_name", "middle_name", "nickname", "gender", "locale", "phone_number")) {
            set(name, "x");
        }
        given.forEach(name -> set(name, "https://x.example/"));
        values.forEach(OpenIdMetadataIT::set);
        List<String> scopes = listed("scopes_supported");
        assertThat(scopes)
                .containsExactlyInAnyOrder(
                        "openid", "profile", "email", "address", "phone", "offline_access", "groups");
        String all = String.join(" ", scopes);
        Answer answer = signIn(client("all", all), all);
        assertThat(answer.text("scope").split(" ", -1)).containsExactlyInAnyOrderElementsOf(scopes);
        Set<String> found = new TreeSet<>(Http.claims(answer.text("id_token")).propertyNames());
        found.addAll(http.userinfo(answer.accessToken()).expect(200).json().propertyNames());
        assertThat(listed("claims_supported")).containsExactlyInAnyOrderElementsOf(found);
    }

    private static void set(String claim, String value) {
        server.database().personChanges().updateClaims(user.id(), claims -> claims.with(claim, value), TEST);
    }

    @Test
    void theAlgorithmsAreThoseThatClientsCanHaveAndTheKeysAreThere() throws ParseException {
        List<String> algorithms = listed("id_token_signing_alg_values_supported");
        assertThat(algorithms)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KeyAlgorithm.values())
                        .filter(algorithm -> algorithm != KeyAlgorithm.HS256)
                        .map(KeyAlgorithm::name)
                        .toList());
        assertThat(JWKSet.parse(http.get("/oauth2/jwks").body()).getKeys().stream()
                        .map(key -> key.getAlgorithm().getName())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(algorithms);
    }

    @Test
    void theAcrAndTheKindOfSubjectAreThoseOfTheIdToken() {
        JsonNode one = Http.claims(signIn(client("one", "openid"), "openid").text("id_token"));
        JsonNode two = Http.claims(signIn(client("two", "openid"), "openid").text("id_token"));
        assertThat(listed("acr_values_supported"))
                // The second one is that of a sign-in with two factors, see SecondFactorIT.
                .containsExactly(one.get("acr").asString(), "urn:latchkey:2", "phr");
        assertThat(listed("subject_types_supported")).containsExactly("public");
        assertThat(one.get("sub")).isEqualTo(two.get("sub"));
    }

    @Test
    void whatAnAuthorizationRequestMayAskForIsWhatIsListed() {
        WebFlow browser = WebFlow.of(server, client("web", "read openid"));
        assertRefusesAllBut(
                browser,
                "response_type",
                "unsupported_response_type",
                listed("response_types_supported"),
                List.of("token", "id_token", "code id_token", "none"));
        assertRefusesAllBut(
                browser,
                "response_mode",
                "invalid_request",
                listed("response_modes_supported"),
                List.of("fragment", "form_post", "jwt"));
        assertRefusesAllBut(
                browser,
                "code_challenge_method",
                "invalid_request",
                listed("code_challenge_methods_supported"),
                List.of("plain", "S512"));
        assertRefusesAllBut(
                browser, "prompt", "invalid_request", listed("prompt_values_supported"), List.of("create", "all"));
        Map<String, String> answer = browser.answerOf(browser.authorize("prompt", "none"));
        assertThat(answer.containsKey("iss"))
                .isEqualTo(metadata.get("authorization_response_iss_parameter_supported")
                        .asBoolean());
        assertThat(answer).containsEntry("iss", metadata.get("issuer").asString());
        assertThat(metadata.get("request_parameter_supported").asBoolean()).isTrue();
        assertThat(metadata.get("request_uri_parameter_supported").asBoolean()).isFalse();
        // This client has no key with which it could sign one.
        for (String parameter : List.of("request", "request_uri")) {
            assertThat(browser.answerOf(browser.authorize(parameter, "https://app.example/x")))
                    .containsEntry("error", parameter + "_not_supported");
        }
    }

    private static void assertRefusesAllBut(
            WebFlow browser, String parameter, String error, List<String> listed, List<String> others) {
        assertThat(listed).isNotEmpty();
        for (String value : listed) {
            assertThat(browser.authorize(parameter, value).header("Location"))
                    .as(value)
                    .doesNotContain("error=" + error);
        }
        for (String value : others) {
            assertThat(browser.answerOf(browser.authorize(parameter, value)))
                    .as(value)
                    .containsEntry("error", error);
        }
    }

    @Test
    void pagesSpeakTheLanguagesThatAreListed() {
        WebFlow browser = WebFlow.of(server, client("languages", "read"));
        for (String language : listed("ui_locales_supported")) {
            assertThat(browser.open("ui_locales", language).expect(200).body())
                    .contains("<html lang=\"" + language + "\"");
        }
        assertThat(browser.open("ui_locales", "tlh").expect(200).body()).contains("<html lang=\"en\"");
        for (String display : listed("display_values_supported")) {
            browser.open("display", display).expect(200);
        }
    }

    @Test
    void theClaimsParameterReachesUserinfoAndTheIdToken() {
        assertThat(metadata.get("claims_parameter_supported").asBoolean()).isTrue();
        WebFlow browser = WebFlow.of(server, client("claims", "openid profile email"));
        String claims = "{\"userinfo\": {\"name\": null}, \"id_token\": {\"email\": {\"essential\": true},"
                + " \"acr\": {\"essential\": true, \"value\": \""
                + listed("acr_values_supported").getFirst() + "\"}}}";
        Answer answer = browser.redeem(browser.code(user, "scope", "openid", "nonce", "n", "claims", claims))
                .expect(200);
        JsonNode idToken = Http.claims(answer.text("id_token"));
        assertThat(idToken.get("email").asString()).isEqualTo("alice@example.com");
        assertThat(idToken.get("nonce").asString()).isEqualTo("n");
        assertThat(idToken.has("name")).isFalse();
        assertThat(http.userinfo(answer.accessToken()).expect(200).json().propertyNames())
                .containsExactlyInAnyOrder("sub", "name");
        String other = claims.replace("urn:latchkey:1", "urn:latchkey:9");
        assertThat(browser.answerOf(browser.authorize("scope", "openid", "claims", other)))
                .containsEntry("error", "unmet_authentication_requirements");
        for (String bad : List.of("[]", "{", "{\"userinfo\":1}", "{}" + " ".repeat(4095))) {
            assertThat(browser.answerOf(browser.authorize("scope", "openid", "claims", bad)))
                    .containsEntry("error", "invalid_request");
        }
    }

    @Test
    void theDocumentsOfBothSpecificationsAreTheSame() {
        assertThat(http.get("/.well-known/oauth-authorization-server").json()).isEqualTo(metadata);
    }
}
