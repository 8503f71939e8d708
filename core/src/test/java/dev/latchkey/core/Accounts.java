package dev.latchkey.core;

import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.util.EnumSet;

/** A user, a client and their sign-in, for tests of what happens to them. */
public final class Accounts {

    /** The version of the credentials of an account that was just added. */
    public static final int VERSION = 0;

    private static final String HASH = "{argon2}x";

    private static final Attribution BY = Attribution.of("test");

    private final Database database;

    public Accounts(Database database) {
        this.database = database;
    }

    /** Adds a user who has a password. */
    public User user(String name) {
        database.userChanges()
                .add(
                        new Username(name),
                        new Profile(name + "@example.com", "Test " + name),
                        Scopes.parse("read write"),
                        HASH,
                        BY);
        return database.users().findByUsername(new Username(name)).orElseThrow();
    }

    /** Adds a confidential client that may do everything. */
    public Client client(String name) {
        database.clients().add(newClient(name), ClientSecret.hash("secret of " + name), BY);
        return database.clients().findByClientId(name).orElseThrow();
    }

    /** A confidential client that may do everything. */
    public static NewClient newClient(String name) {
        return NewClient.confidential(name)
                .grants(EnumSet.allOf(GrantType.class))
                .scopes(Scopes.parse("read write"))
                .build();
    }

    /** Begins a family, as the server does at a sign-in. */
    public Family signIn(User user, Client client) {
        return database.families().begin(newFamily(user, client)).orElseThrow();
    }

    /** A sign-in that has verified the first password of the user. */
    public static NewFamily newFamily(User user, Client client) {
        return new NewFamily(
                user.id(),
                VERSION,
                client.id(),
                GrantType.PASSWORD.value(),
                Scopes.parse("read"),
                Duration.ofDays(30),
                Duration.ofDays(14),
                "192.0.2.7",
                "test");
    }
}
