package dev.latchkey.bench;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients with a key ask: proofs that a token is theirs (<a href="https://www.rfc-editor.org/rfc/rfc9449">RFC
 * 9449</a>), assertions instead of a secret, and pushed requests (<a href="https://www.rfc-editor.org/rfc/rfc9126">RFC
 * 9126</a>); and exchanges. Only our own server is asked.
 *
 * @param key of a client of {@link #addClient}
 * @param other a client with a secret, which binds its tokens to the same key
 * @param browserClient may use the authorization code grant, with {@link Browser#REDIRECT_URI}
 * @param api of {@link ExchangeRow#addClient}
 */
record SenderRows(URI issuer, ClientKey key, Target.Client other, Target.Client browserClient, Target.Client api) {

    static final String REFRESH = "refresh with DPoP, ES256";
    static final String CREDENTIALS = "client credentials with a key and DPoP, ES256";
    static final String PUSHED = "pushed request";

    private static final String CLIENT = "bench-key";

    /** Adds the client, and returns its key. */
    static ClientKey addClient(Database database) {
        ClientKey key = new ClientKey();
        String jwks = "{\"keys\":[" + key.jwk() + "]}";
        NewClient client = NewClient.confidential(CLIENT)
                .grants(GrantType.CLIENT_CREDENTIALS)
                .scopes(Scopes.parse("read write"))
                .signingAlgorithm(KeyAlgorithm.ES256)
                .authentication(new ClientAuthentication(AuthMethod.PRIVATE_KEY_JWT, jwks, null, null))
                .build();
        if (database.clients().add(client, null, Attribution.of("bench")).isEmpty()) {
            throw new IllegalStateException("The database is not empty");
        }
        return key;
    }

    /** The rows of a server with sessions of its own. */
    List<Row> rows(Target target) {
        return List.of(
                Row.each(REFRESH, () -> refreshing(target)),
                Row.each(CREDENTIALS, () -> new Credentials()),
                Row.each(PUSHED, () -> pushing()),
                ExchangeRow.of(target, api, other));
    }

    /** A refresh token is good once itself, so that its proofs never need a nonce. */
    private Workload refreshing(Target target) throws IOException {
        URI token = target.endpoints().token();
        return new Refreshing(
                token,
                () -> Map.of("Authorization", other.authorization(), "DPoP", key.proof(token, "")),
                target.sessions(other, Row.SESSIONS));
    }

    private Workload pushing() {
        byte[] request = HttpConnection.post(
                issuer.resolve("/oauth2/par"),
                browserClient.authorization(),
                Browser.request(browserClient.id(), Browser.SCOPE, Codes.VERIFIER));
        return new Workload() {
            @Override
            public byte[] request() {
                return request;
            }

            @Override
            public void answered(HttpConnection.Response response) {
                Workload.check(response, 201, "request_uri");
            }
        };
    }

    /** Does without nonces until the server demands them. */
    private final class Credentials implements Workload {

        private final URI endpoint = issuer.resolve("/oauth2/token");
        private String nonce = "";
        private boolean done;

        @Override
        public byte[] request() {
            Map<String, String> form = new HashMap<>();
            form.put("grant_type", "client_credentials");
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", key.assertion(CLIENT, issuer));
            return HttpConnection.post(endpoint, Map.of("DPoP", key.proof(endpoint, nonce)), form);
        }

        @Override
        public void answered(HttpConnection.Response response) {
            done = response.status() == 200;
            nonce = response.header("DPoP-Nonce").orElse(nonce);
            if (!done && !response.body().contains("use_dpop_nonce")) {
                Workload.check(response, "\"DPoP\"");
            }
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }
}
