package dev.latchkey.server.operate.startup;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.UserFilter;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.server.authn.PasswordHasher;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client and one user with random secrets, so that the first token is a paste away.
 *
 * @param clientSecret to be shown once
 * @param password to be shown once
 */
public record DemoAccount(String clientSecret, String password) {

    private static final String NAME = "demo";
    private static final Scopes SCOPES = Scopes.parse("read write");
    private static final Attribution BY = new Attribution("server", "first start");

    /** Creates both when the database has no users and no clients yet. */
    public static Optional<DemoAccount> createIfEmpty(Database database, PasswordHasher hasher) {
        if (!database.clients().findAll().isEmpty() || hasUsers(database)) {
            return Optional.empty();
        }
        DemoAccount demo = new DemoAccount(ClientSecret.generate(), Secrets.text(18));
        String hash = hasher.hash(demo.password());
        database.transactions().run(() -> {
            database.clients().add(client(), ClientSecret.hash(demo.clientSecret()), BY);
            database.userChanges()
                    .add(new Username(NAME), new Profile("demo@example.com", "Demo User"), SCOPES, hash, BY);
        });
        return Optional.of(demo);
    }

    /** A command that gets a token from the server at {@code base}. */
    String curl(String base) {
        return "curl -u " + NAME + ":" + clientSecret + " -d grant_type=password -d username=" + NAME + " -d password="
                + password + " " + base + "/oauth2/token";
    }

    private static NewClient client() {
        return new NewClient(
                NAME,
                "Made on the first start",
                true,
                EnumSet.allOf(GrantType.class),
                SCOPES,
                List.of(),
                List.of(),
                null,
                Lifetimes.DEFAULT);
    }

    private static boolean hasUsers(Database database) {
        AtomicBoolean found = new AtomicBoolean();
        database.users().forEach(new UserFilter(null, null, 1), user -> found.set(true));
        return found.get();
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "DemoAccount";
    }
}
