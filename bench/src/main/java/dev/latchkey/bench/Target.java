package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2 server to be measured.
 *
 * @param processes whose CPU time counts
 * @param clients by the algorithm that their access tokens are signed with
 * @param user null when nobody may sign in
 */
record Target(
        Endpoints endpoints,
        Processes processes,
        Map<String, Client> clients,
        @Nullable User user) {

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

    /** A confidential client that may use every grant. */
    record Client(String id, String secret) {

        String authorization() {
            return Form.basic(id, secret);
        }

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return id;
        }
    }

    /** Somebody who signs in. */
    record User(String name, String password) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return name;
        }
    }
}
