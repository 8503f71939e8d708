package dev.latchkey.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the server says about itself, to anybody. That it does so with the database down is in DatabaseDownIT. */
class MetadataIT {

    private static final List<String> DOCUMENTS =
            List.of("/oauth2/jwks", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theMetadataListsExactlyWhatWorks() {
        String issuer = server.base().toString();
        for (String path : DOCUMENTS.subList(1, 3)) {
            JsonNode metadata = http.get(path).expect(200).json();
            assertThat(metadata.get("issuer").asString()).isEqualTo(issuer);
            assertThat(metadata.get("token_endpoint").asString()).isEqualTo(issuer + "/oauth2/token");
            assertThat(metadata.get("jwks_uri").asString()).isEqualTo(issuer + "/oauth2/jwks");
            assertThat(metadata.get("revocation_endpoint").asString()).isEqualTo(issuer + "/oauth2/revoke");
            assertThat(metadata.get("introspection_endpoint").asString()).isEqualTo(issuer + "/oauth2/introspect");
            assertThat(metadata.get("status_list_aggregation_endpoint").asString())
                    .isEqualTo(issuer + "/status-lists");
            assertThat(texts(metadata.get("grant_types_supported")))
                    .containsExactlyInAnyOrder(
                            "password",
                            "refresh_token",
                            "client_credentials",
                            "authorization_code",
                            "urn:ietf:params:oauth:grant-type:device_code",
                            "urn:ietf:params:oauth:grant-type:token-exchange");
            assertThat(metadata.get("device_authorization_endpoint").asString())
                    .isEqualTo(issuer + "/oauth2/device_authorization");
            assertThat(metadata.has("device_authorization_endpoint_auth_methods_supported"))
                    .isFalse();
            assertThat(metadata.get("pushed_authorization_request_endpoint").asString())
                    .isEqualTo(issuer + "/oauth2/par");
            assertThat(metadata.get("require_pushed_authorization_requests").asBoolean(true))
                    .isFalse();
            assertThat(texts(metadata.get("response_types_supported"))).containsExactly("code");
            assertThat(texts(metadata.get("code_challenge_methods_supported"))).containsExactly("S256");
            assertThat(metadata.get("authorization_response_iss_parameter_supported")
                            .asBoolean())
                    .isTrue();
            assertThat(texts(metadata.get("token_endpoint_auth_methods_supported")))
                    .containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
            assertThat(texts(metadata.get("token_endpoint_auth_signing_alg_values_supported")))
                    .containsExactlyInAnyOrder("ES256", "PS256", "EdDSA");
            assertThat(texts(metadata.get("introspection_endpoint_auth_methods_supported")))
                    .containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "private_key_jwt");
            assertThat(metadata.get("authorization_endpoint").asString()).isEqualTo(issuer + "/oauth2/authorize");
            assertThat(metadata.has("registration_endpoint")).isFalse();
        }
    }

    @Test
    void everyEndpointThatIsListedIsThere() {
        JsonNode metadata = http.get(DOCUMENTS.get(1)).json();
        List<String> endpoints = new ArrayList<>();
        metadata.propertyNames().stream()
                .filter(name -> name.endsWith("_endpoint") || name.equals("jwks_uri"))
                .forEach(name -> endpoints.add(metadata.get(name).asString()));
        assertThat(endpoints).hasSize(10);
        for (String endpoint : endpoints) {
            assertThat(http.get(endpoint).status()).as(endpoint).isIn(200, 400, 401, 405);
        }
    }

    @Test
    void theIssuerNeverComesFromTheRequest() {
        String before = http.get(DOCUMENTS.get(1)).body();
        String answer = http.raw(("GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: evil.example\r\n"
                        + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith(before).doesNotContain("evil");
    }

    @Test
    void theKeySetHasPublicMembersOnly() {
        JsonNode keys = http.get("/oauth2/jwks").expect(200).json().get("keys");
        Map<String, List<String>> members = Map.of(
                "RSA", List.of("kty", "n", "e", "kid", "alg", "use"),
                "EC", List.of("kty", "crv", "x", "y", "kid", "alg", "use"));
        List<String> types = new ArrayList<>();
        for (JsonNode key : keys) {
            String type = key.get("kty").asString();
            types.add(type);
            assertThat(key.propertyNames())
                    .containsExactlyInAnyOrderElementsOf(Objects.requireNonNull(members.get(type)));
            assertThat(key.get("use").asString()).isEqualTo("sig");
        }
        assertThat(types).containsExactlyInAnyOrder("RSA", "EC");
    }

    @Test
    void theKeySetVerifiesTokensOfBothAlgorithms() throws Exception {
        JWKSet keys = JWKSet.parse(http.get("/oauth2/jwks").body());
        TestClient rsa = TestClient.named("rsa").algorithm(KeyAlgorithm.RS256).addTo(server);
        TestClient ec = TestClient.named("ec").algorithm(KeyAlgorithm.ES256).addTo(server);
        SignedJWT byRsa = SignedJWT.parse(
                http.token(rsa, "grant_type", "client_credentials").accessToken());
        SignedJWT byEc = SignedJWT.parse(
                http.token(ec, "grant_type", "client_credentials").accessToken());
        assertThat(byRsa.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(byRsa.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(byEc.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(byEc.getHeader().getKeyID()).toECKey())))
                .isTrue();
    }

    @Test
    void documentsMayBeCachedAndReadFromABrowser() {
        for (String path : DOCUMENTS) {
            Answer answer = http.get(path).expect(200);
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("ETag")).matches("\"[0-9a-f]+\"");
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    @Test
    void anUnchangedDocumentIs304() {
        for (String path : DOCUMENTS) {
            String etag = String.valueOf(http.get(path).header("ETag"));
            for (String match : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
                Answer answer = http.send(
                        http.request(path).header("If-None-Match", match).GET(), null);
                assertThat(answer.status()).as("%s with %s", path, match).isEqualTo(304);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.header("ETag")).isEqualTo(etag);
                assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
            }
            for (String other : List.of("\"other\"", "", "nonsense", etag.substring(1))) {
                assertThat(http.send(
                                        http.request(path)
                                                .header("If-None-Match", other)
                                                .GET(),
                                        null)
                                .status())
                        .as("%s with %s", path, other)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void documentsCannotBePostedTo() {
        for (String path : DOCUMENTS) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                Answer answer = http.send(http.request(path).method(method, BodyPublishers.ofString("x=y")), Http.FORM);
                assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
            }
            assertThat(http.send(http.request(path).method("HEAD", BodyPublishers.noBody()), null)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void traceIsNotAllowed() {
        for (String path : DOCUMENTS) {
            assertThat(http.send(http.request(path).method("TRACE", BodyPublishers.noBody()), null)
                            .status())
                    .as(path)
                    .isIn(400, 405);
        }
    }

    @Test
    void aQueryStringDoesNotMatterToDocuments() {
        assertThat(http.get("/oauth2/jwks?cache=1").expect(200).body())
                .isEqualTo(http.get("/oauth2/jwks").body());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asString()));
        return texts;
    }

    @Test
    void aStaleBearerTokenKeepsNobodyFromThePublicDocuments() {
        for (String path : DOCUMENTS) {
            http.send(http.request(path).header("Authorization", "Bearer stale").GET(), null)
                    .expect(200);
        }
    }

    @Test
    void theManagementPortServesHealthAndNoneOfTheProtocol() {
        Http management = server.management();
        management.get("/actuator/health").expect(200);
        TestClient client = TestClient.named("elsewhere").addTo(server);
        http.token(client, "grant_type", "client_credentials").expect(200);
        for (String path : List.of("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke")) {
            Answer answer = management.postAs(client, path, "grant_type", "client_credentials", "token", "x");
            assertThat(answer.status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void behindAnIssuerWithAPathTheMetadataAreWhereTheRfcPutsThem() {
        try (TestServer behind =
                TestServer.start(TestDatabase.fresh(), "latchkey.issuer=https://id.example.com/auth")) {
            JsonNode metadata = behind.http()
                    .get("/.well-known/oauth-authorization-server/auth")
                    .expect(200)
                    .json();
            assertThat(metadata.get("token_endpoint").asString()).isEqualTo("https://id.example.com/auth/oauth2/token");
        }
    }
}
