package dev.latchkey.server.operate.startup;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.UserFilter;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.server.authn.PasswordHasher;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Makes a client and a user on the first start with the embedded database, so that there is something to try. */
public final class FirstAccounts implements StartupStep {

    private static final Scopes OF_THE_USER = Scopes.parse("read write");
    private static final Scopes OF_THE_CLIENT = Scopes.parse("read write openid profile email");
    private static final Attribution BY = new Attribution("server", "first start");

    private final StartupDatabase startup;
    private final Database database;
    private final PasswordHasher hasher;
    private final Keys keys;
    private final @Nullable RedirectUri redirectUri;
    private volatile @Nullable DemoAccount made;
    private volatile boolean leftOut;

    /**
     * What the first start makes.
     *
     * @param redirectUri where the walk with the demo client ends; null where no client may end a sign-in, over plain
     *     http between two machines: then the client is without the walk
     */
    public FirstAccounts(
            StartupDatabase startup,
            Database database,
            PasswordHasher hasher,
            Keys keys,
            @Nullable RedirectUri redirectUri) {
        this.startup = startup;
        this.database = database;
        this.hasher = hasher;
        this.keys = keys;
        this.redirectUri = redirectUri;
    }

    /** Makes both when the database has no users and no clients yet. */
    @Override
    public void run() {
        if (!startup.isEmbedded()) {
            return;
        }
        if (!database.clients().findAll().isEmpty() || hasUsers()) {
            leftOut = keys.wereMissing();
            return;
        }
        DemoAccount demo = new DemoAccount(ClientSecret.generate(), Secrets.text(18));
        String hash = hasher.hash(demo.password());
        database.transactions().run(() -> {
            database.clients().add(client(), ClientSecret.hash(demo.clientSecret()), BY);
            database.userChanges()
                    .add(
                            new Username(DemoAccount.NAME),
                            new Profile("demo@example.com", "Demo User"),
                            OF_THE_USER,
                            hash,
                            BY);
        });
        made = demo;
    }

    /** The accounts that this start created; empty when it was not the first start. */
    Optional<DemoAccount> made() {
        return Optional.ofNullable(made);
    }

    /** Whether this was the first start, and an administrator had made a user or a client before it. */
    boolean areLeftOut() {
        return leftOut;
    }

    /** Whether the client can sign users in with a browser. */
    boolean haveWalk() {
        return redirectUri != null;
    }

    private NewClient client() {
        Set<GrantType> grants = EnumSet.complementOf(EnumSet.of(GrantType.TOKEN_EXCHANGE));
        if (redirectUri == null) {
            grants.remove(GrantType.AUTHORIZATION_CODE);
        }
        return NewClient.confidential(DemoAccount.NAME)
                .name("Demo application")
                .grants(grants)
                .scopes(OF_THE_CLIENT)
                .signIn(new SignInSettings(
                        redirectUri == null ? List.of() : List.of(redirectUri), List.of(), true, true))
                .build();
    }

    private boolean hasUsers() {
        AtomicBoolean found = new AtomicBoolean();
        database.users().forEach(new UserFilter(null, null, 1), user -> found.set(true));
        return found.get();
    }
}
