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
        grants.addAll(List.of("implicit", "urn:ietf:params:oauth:grant-type:device_code", "none"));
        for (String grant : grants) {
            assertThat(http.token(client, "grant_type", grant).error().equals("unsupported_grant_type"))
                    .as(grant)
                    .isEqualTo(!listed("grant_types_supported").contains(grant));
        }
    }

    @Test
    void theScopesGiveTheClaimsAndNoneIsMissing() {
        Map<String, String> values = Map.of("phone_number_verified", "true", "address.country", "UK");
        Set<String> given = new TreeSet<>(List.of("profile", "picture", "website"));
        for (String name : List.of(
                "given_name",
                "family_name",
                "middle_name",
                "nickname",
                "gender",
                "birthdate",
                "zoneinfo",
                "locale",
                "phone_number")) {
            set(name, "x");
        }
        given.forEach(name -> set(name, "https://x.example/"));
        values.forEach(OpenIdMetadataIT::set);
        List<String> scopes = listed("scopes_supported");
        assertThat(scopes)
                .containsExactlyInAnyOrder("openid", "profile", "email", "address", "phone", "offline_access");
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
                .containsExactly(one.get("acr").asString());
        assertThat(listed("subject_types_supported")).containsExactly("public");
        assertThat(one.get("sub")).isEqualTo(two.get("sub"));
    }

    @Test
    void theDocumentsOfBothSpecificationsAreTheSame() {
        assertThat(http.get("/.well-known/oauth-authorization-server").json()).isEqualTo(metadata);
    }
}
