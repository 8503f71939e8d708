package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clients that trust an issuer, and assertions of that issuer for a server. */
record Federation(TestServer server) {

    static final String TOKEN = "/oauth2/token";
    static final String ISSUER = "https://ci.example";
    static final String SUBJECT = "repo:o@1/r@2:ref:refs/heads/main";
    static final TestJwk KEY = TestJwk.of("RS256", "one");

    /** A trust of {@link #ISSUER} with its key. */
    static ClientTrust trust(Map<String, ?> members) {
        Map<String, Object> all = new HashMap<>(Map.of("issuer", ISSUER, "jwks", TestJwk.set(KEY)));
        all.putAll(members);
        return ClientTrust.of(all);
    }

    /** Adds a client that has these trusts and nothing else. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final TestClient add(String name, Map<String, ?>... trusts) {
        List<ClientTrust> all = Arrays.stream(trusts).map(Federation::trust).toList();
        return TestClient.named(name)
                .authentication(new ClientAuthentication(AuthMethod.FEDERATED, null, null, null, all))
                .addTo(server);
    }

    ClientJwt jwt() {
        return jwt(SUBJECT);
    }

    ClientJwt jwt(String subject) {
        return ClientJwt.ofIssuer(ISSUER, subject, KEY, server.http());
    }

    Answer ask(ClientJwt jwt, String client) {
        return ask(server.http(), jwt.signed(), client);
    }

    static Answer ask(Http at, String signed, String client) {
        return ClientJwt.postSigned(at, signed, TOKEN, "grant_type", "client_credentials", "client_id", client);
    }

    static void assertRefused(Answer answer) {
        answer.expectError(401, "invalid_client");
        assertThat(answer.text("error_description"))
                .isEqualTo("The client is unknown or disabled, or its credentials are wrong, missing or not wanted.");
    }
}
