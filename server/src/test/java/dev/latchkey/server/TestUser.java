package dev.latchkey.server;

import dev.latchkey.db.Database;
import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.token.Scopes;
import dev.latchkey.db.user.Passwords;
import dev.latchkey.db.user.Profile;
import dev.latchkey.db.user.User;
import dev.latchkey.db.user.Username;
import java.util.UUID;

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

    User in(Database database) {
        return database.users().find(id).orElseThrow();
    }
}
