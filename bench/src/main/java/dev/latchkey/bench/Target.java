package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2 server to be measured.
 *
 * @param name what the report calls it
 * @param processes whose CPU time counts
 * @param clients by the algorithm that their access tokens are signed with
 * @param user null when the server has no sign-in with a password
 * @param codeFlow null when it has no sign-in with a browser that we know
 * @param browserRows what only our own server is asked; null for others
 * @param senderRows the same, of clients with keys
 */
record Target(
        String name,
        Endpoints endpoints,
        Processes processes,
        Map<String, Client> clients,
        @Nullable User user,
        @Nullable CodeFlow codeFlow,
        @Nullable BrowserRows browserRows,
        @Nullable SenderRows senderRows) {

    /** Where things are, as the server says (<a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>). */
    record Endpoints(URI token, URI introspection, URI jwks) {

        /** Asks the server. The older name of the document is tried too. */
        static Endpoints discover(URI issuer) throws IOException {
            String path = issuer.getPath().replaceAll("/$", "");
            URI[] documents = {
                issuer.resolve("/.well-known/oauth-authorization-server" + path),
                issuer.resolve(path + "/.well-known/openid-configuration")
            };
            for (URI document : documents) {
                try (HttpConnection connection = new HttpConnection(document)) {
                    HttpConnection.Response metadata = connection.exchange(HttpConnection.get(document));
                    if (metadata.status() == 200) {
                        return new Endpoints(
                                URI.create(Form.member(metadata.body(), "token_endpoint")),
                                URI.create(Form.member(metadata.body(), "introspection_endpoint")),
                                URI.create(Form.member(metadata.body(), "jwks_uri")));
                    }
                }
            }
            throw new IOException("There is no metadata at " + issuer);
        }
    }

    /**
     * A confidential client.
     *
     * @param refreshTokens of sessions that began before, for servers without sign-in with a password
     */
    record Client(String id, String secret, Queue<String> refreshTokens) {

        String authorization() {
            return Form.basic(id, secret);
        }

        /** Leaves what is secret out. */
        @Override
        public String toString() {
            return id;
        }
    }

    /** A user who signs in with a password. */
    record User(String name, String password) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** The request that signs the user in; null when the server has no sign-in with a password. */
    byte @Nullable [] signIn(Client client) {
        return user == null
                ? null
                : HttpConnection.post(
                        endpoints.token(),
                        client.authorization(),
                        Map.of("grant_type", "password", "username", user.name(), "password", user.password()));
    }

    /**
     * The refresh tokens of sessions that only the caller uses.
     *
     * @throws IllegalStateException when there are too few and the server has no sign-in with a password
     */
    List<String> sessions(Client client, int count) throws IOException {
        byte[] signIn = signIn(client);
        List<String> refreshTokens = new ArrayList<>();
        while (refreshTokens.size() < count) {
            String prepared = client.refreshTokens().poll();
            if (prepared != null) {
                refreshTokens.add(prepared);
            } else if (signIn != null) {
                refreshTokens.add(Form.member(ask(signIn), "refresh_token"));
            } else {
                throw new IllegalStateException("There are too few refresh tokens for " + client);
            }
        }
        return refreshTokens;
    }

    /** An access token of a session that only the caller uses. */
    String accessToken(Client client) throws IOException {
        byte[] refresh = HttpConnection.post(
                endpoints.token(),
                client.authorization(),
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        sessions(client, 1).getFirst()));
        return Form.member(ask(refresh), "access_token");
    }

    /** What the token endpoint answers when it has an access token for the caller. */
    String ask(byte[] request) throws IOException {
        try (HttpConnection connection = new HttpConnection(endpoints.token())) {
            HttpConnection.Response response = connection.exchange(request);
            Workload.check(response, "access_token");
            return response.body();
        }
    }
}
