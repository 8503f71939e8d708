package dev.latchkey.server.grant.clientcredentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ClientCredentialsIT extends SharedServer {

    private static TestClient machine;

    @BeforeAll
    static void addMachine() {
        machine =
                TestClient.named("machine").grants(GrantType.CLIENT_CREDENTIALS).addTo(server);
    }

    @Test
    void aClientGetsATokenForItselfAndNoRefreshToken() {
        Answer answer = http.token(machine, "grant_type", "client_credentials").expect(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
        assertThat(answer.claims().propertyNames())
                .containsExactlyInAnyOrder("sub", "iss", "aud", "client_id", "scope", "iat", "exp", "jti", "status");
        assertThat(answer.claims().get("sub").asString()).isEqualTo("machine");
    }

    @Test
    void nothingIsStored() {
        String counts = "SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM revoked_access_tokens)";
        int before = server.sql().sql(counts).query(Integer.class).single();
        http.token(machine, "grant_type", "client_credentials").expect(200);
        assertThat(server.sql().sql(counts).query(Integer.class).single()).isEqualTo(before);
    }

    @Test
    void aScopeThatTheClientLacksIsInvalidScope() {
        http.token(machine, "grant_type", "client_credentials", "scope", "read admin")
                .expectError(400, "invalid_scope");
        assertThat(http.token(machine, "grant_type", "client_credentials", "scope", "read")
                        .expect(200)
                        .text("scope"))
                .isEqualTo("read");
    }

    @Test
    void aClientWithoutScopesGetsATokenWithout() {
        TestClient bare = TestClient.named("bare").scope("").addTo(server);
        Answer answer = http.token(bare, "grant_type", "client_credentials").expect(200);
        assertThat(answer.claims().has("scope")).isFalse();
        http.token(bare, "grant_type", "client_credentials", "scope", "read").expectError(400, "invalid_scope");
    }

    @Test
    void theAudienceIsTheClients() {
        TestClient one =
                TestClient.named("one").audiences("https://one.example").addTo(server);
        TestClient two = TestClient.named("two")
                .audiences("https://one.example", "https://two.example")
                .addTo(server);
        assertThat(audience(one).asString()).isEqualTo("https://one.example");
        assertThat(audience(two).isArray()).isTrue();
        assertThat(audience(two).toString()).isEqualTo("[\"https://one.example\",\"https://two.example\"]");
    }

    private static JsonNode audience(TestClient machine) {
        return http.token(machine, "grant_type", "client_credentials")
                .expect(200)
                .claims()
                .get("aud");
    }

    @Test
    void theLifetimeIsTheClients() {
        TestClient brief =
                TestClient.named("brief").accessToken(Duration.ofSeconds(7)).addTo(server);
        Answer answer = http.token(brief, "grant_type", "client_credentials").expect(200);
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(7);
        assertThat(answer.claims().get("exp").asLong()
                        - answer.claims().get("iat").asLong())
                .isEqualTo(7);
    }

    @Test
    void theAlgorithmIsTheClientsAndTheTypeIsWhatEveryLibraryAccepts() {
        TestClient modern =
                TestClient.named("modern").algorithm(KeyAlgorithm.ES256).addTo(server);
        assertThat(header(modern).get("alg").asString()).isEqualTo("ES256");
        JsonNode header = header(machine);
        assertThat(header.get("alg").asString()).isEqualTo("RS256");
        assertThat(header.get("typ").asString()).isEqualTo("JWT");
        assertThat(header.propertyNames()).containsExactlyInAnyOrder("alg", "typ", "kid");
    }

    private static JsonNode header(TestClient machine) {
        String token = http.token(machine, "grant_type", "client_credentials")
                .expect(200)
                .accessToken();
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return Http.JSON.readTree(new String(header, StandardCharsets.UTF_8));
    }

    @Test
    void usersOfItsNameAreNotTheClient() {
        TestUser namesake = TestUser.add(server.database(), "machine");
        Answer answer = http.token(machine, "grant_type", "client_credentials").expect(200);
        assertThat(http.me(answer.accessToken()).status()).isEqualTo(401);
        assertThat(namesake.id().toString())
                .isNotEqualTo(answer.claims().get("sub").asString());
    }
}
