package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client that a test made. */
record TestClient(UUID id, String clientId, String secret) {

    static Builder named(String clientId) {
        return new Builder(clientId);
    }

    /** What a client may be; by default a confidential one with every grant and the scopes read and write. */
    static final class Builder {

        private final String clientId;
        private boolean confidential = true;
        private Set<GrantType> grants = EnumSet.allOf(GrantType.class);
        private String scope = "read write";
        private List<String> audiences = List.of();
        private List<Origin> origins = List.of();
        private Claims claims = Claims.NONE;
        private @Nullable KeyAlgorithm algorithm;
        private Duration accessToken = Lifetimes.DEFAULT.accessToken();
        private Duration refreshToken = Lifetimes.DEFAULT.refreshToken();
        private Duration idle = Lifetimes.DEFAULT.refreshIdle();
        private Duration grace = Lifetimes.DEFAULT.refreshGrace();

        private Builder(String clientId) {
            this.clientId = clientId;
        }

        Builder isPublic() {
            this.confidential = false;
            this.grants = EnumSet.of(GrantType.PASSWORD, GrantType.REFRESH_TOKEN);
            return this;
        }

        Builder grants(GrantType first, GrantType... rest) {
            this.grants = EnumSet.of(first, rest);
            return this;
        }

        /** As a gateway that only introspects. */
        Builder noGrants() {
            this.grants = Set.of();
            return this;
        }

        Builder scope(String scope) {
            this.scope = scope;
            return this;
        }

        Builder audiences(String... audiences) {
            this.audiences = List.of(audiences);
            return this;
        }

        Builder origins(String... origins) {
            this.origins = Stream.of(origins).map(Origin::new).toList();
            return this;
        }

        /** Adds a claim, its value as an administrator writes it. */
        Builder claim(String name, String value) {
            this.claims = claims.with(name, Claims.value(value));
            return this;
        }

        Builder algorithm(KeyAlgorithm algorithm) {
            this.algorithm = algorithm;
            return this;
        }

        Builder accessToken(Duration lifetime) {
            this.accessToken = lifetime;
            return this;
        }

        Builder refreshToken(Duration lifetime) {
            this.refreshToken = lifetime;
            return this;
        }

        Builder idle(Duration idle) {
            this.idle = idle;
            return this;
        }

        Builder grace(Duration grace) {
            this.grace = grace;
            return this;
        }

        /** Adds the client; servers know it within a second. {@link TestServer#reload} makes it now. */
        TestClient addTo(Database database) {
            String secret = ClientSecret.generate();
            UUID id = database.clients()
                    .add(
                            (confidential ? NewClient.confidential(clientId) : NewClient.publicClient(clientId))
                                    .grants(grants)
                                    .scopes(Scopes.parse(scope))
                                    .audiences(audiences)
                                    .origins(origins)
                                    .claims(claims)
                                    .signingAlgorithm(algorithm)
                                    .lifetimes(new Lifetimes(accessToken, refreshToken, idle, grace))
                                    .build(),
                            confidential ? ClientSecret.hash(secret) : null,
                            Attribution.of("test"))
                    .orElseThrow();
            return new TestClient(id, clientId, secret);
        }

        /** Adds the client and has the server read it at once. */
        TestClient addTo(TestServer server) {
            TestClient client = addTo(server.database());
            server.reload();
            return client;
        }
    }
}
