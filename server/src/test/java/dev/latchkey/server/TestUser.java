package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.key.KeyDirectory;
import java.util.Objects;
import java.util.UUID;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A user that a test made. */
record TestUser(UUID id, String username, String password) {

    private static final String PASSWORD = "tr0ub4dor-and-3-horses";

    /** Hashed once for all of them. */
    private static final String HASH = new Passwords().hash(PASSWORD);

    /** Adds a user with the scopes read and write. */
    static TestUser add(Database database, String username) {
        return add(database, username, "read write");
    }

    static TestUser add(Database database, String username, String scope) {
        return addWithHash(database, username, scope, HASH, PASSWORD);
    }

    /** Adds a user whose password is hashed with bcrypt, at a cost of {@code 2^cost}. */
    static TestUser addWithBcrypt(Database database, String username, int cost) {
        String hash = "{bcrypt}" + Objects.requireNonNull(new BCryptPasswordEncoder(cost).encode(PASSWORD));
        return addWithHash(database, username, "read write", hash, PASSWORD);
    }

    static TestUser addWithHash(Database database, String username, String scope, String hash, String password) {
        UUID id = database.userChanges()
                .add(
                        new Username(username),
                        new Profile(username + "@example.com", "Test " + username),
                        Scopes.parse(scope),
                        hash,
                        Attribution.of("test"))
                .orElseThrow();
        return new TestUser(id, username, password);
    }

    /** Begins a family for this user without the cost of a hash. */
    Family begin(TestServer server, TestClient client) {
        Client application =
                server.database().clients().findByClientId(client.clientId()).orElseThrow();
        return server.database()
                .families()
                .begin(new NewFamily(
                        id,
                        server.database()
                                .users()
                                .findCredentials(new Username(username))
                                .orElseThrow()
                                .version(),
                        client.id(),
                        "password",
                        in(server.database()).scopes().intersect(application.scopes()),
                        application.lifetimes().refreshToken(),
                        application.lifetimes().refreshIdle(),
                        null,
                        null))
                .orElseThrow();
    }

    /** The first refresh token of a new family. */
    String refreshToken(TestServer server, TestClient client) {
        return server.bean(KeyDirectory.class)
                .refreshTokens()
                .issue(begin(server, client).id(), 0, client.id());
    }

    User in(Database database) {
        return database.users().find(id).orElseThrow();
    }
}
