package dev.latchkey.core;

import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.device.DeviceCode;
import dev.latchkey.core.device.NewDeviceGrant;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Pkce;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user, a client and their sign-in, for tests of what happens to them. */
public final class Accounts {

    /** The version of the credentials of an account that was just added. */
    public static final int VERSION = 0;

    public static final String HASH = "{argon2}x";

    public static final String REDIRECT_URI = "https://app.example/callback";

    /** The example of RFC 7636, appendix B. */
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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

    /** A confidential client that may do all that needs no browser and no API. */
    public static NewClient newClient(String name) {
        return NewClient.confidential(name)
                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE, GrantType.TOKEN_EXCHANGE)))
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

    /** Adds a confidential client that users sign in through with a browser, and that asks for their consent. */
    public Client browserClient(String name) {
        return browserClient(name, null);
    }

    /** The same that is told when a session ends. */
    public Client browserClient(String name, @Nullable LogoutUri logoutUri) {
        var settings = new SignInSettings(
                List.of(new RedirectUri(REDIRECT_URI)), List.of(), true, true, logoutUri, null, null);
        NewClient client = NewClient.confidential(name)
                .grants(GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
                .scopes(Scopes.parse("read write openid offline_access"))
                .signIn(settings)
                .build();
        database.clients().add(client, ClientSecret.hash("secret of " + name), BY);
        return database.clients().findByClientId(name).orElseThrow();
    }

    /** The version of a user's credentials now. */
    public int version(User user) {
        return database.users()
                .findCredentials(new Username(user.username()))
                .orElseThrow()
                .version();
    }

    /** A sign-in in a browser with the credentials that the user has now. */
    public NewSession newSession(User user) {
        return new NewSession(
                user.id(),
                new NewSession.Proof(version(user), Amr.PASSWORD, false, Duration.ofHours(12)),
                "192.0.2.8",
                "Browser");
    }

    /** Begins a browser session, as the server does at a sign-in. */
    public SessionReference session(User user) {
        return database.sessionChanges()
                .begin(newSession(user), user.username(), null, BY)
                .orElseThrow();
    }

    /** A code for {@code read}, issued now, in a live session. */
    public AuthorizationCode code(SessionReference session, Client client, String scope) {
        LiveSession live = database.sessions().visit(session, client.id()).orElseThrow();
        return new AuthorizationCode(
                Ids.at(live.now()),
                live.now(),
                new AuthorizationCode.Grantor(
                        live.userId(), session.id(), live.credentialVersion(), live.authTime(), live.amr()),
                new AuthorizationCode.Grant(
                        client.id(),
                        REDIRECT_URI,
                        Pkce.challenge(CHALLENGE).orElseThrow(),
                        "nonce",
                        Scopes.parse(scope),
                        null));
    }

    /** A device with this client that waits for a user; the id of its grant. */
    public UUID device(Client client) {
        Proofs proofs = new Proofs(List.of(new byte[32]));
        NewDeviceGrant grant = new NewDeviceGrant(client.id(), Scopes.parse("read"), List.of(), "192.0.2.9", "Device");
        String code = database.deviceGrants().begin(grant, proofs).deviceCode();
        return DeviceCode.read(proofs, code, client.id()).orElseThrow();
    }

    /** The same, and the user of a session has allowed it. */
    public UUID approvedDevice(Client client, SessionReference session) {
        UUID id = device(client);
        if (!database.deviceGrants().decide(id, session, true, Scopes.parse("read"), BY)) {
            throw new IllegalStateException("The device was not allowed");
        }
        return id;
    }

    /** The client of the code presents it as it should. */
    public static Redemption redemption(Client client) {
        return redemption(client, false);
    }

    /** The same for a client that needs the user's consent. */
    public static Redemption consentedRedemption(Client client) {
        return redemption(client, true);
    }

    private static Redemption redemption(Client client, boolean consented) {
        boolean told = client.signIn().backchannelLogoutUri() != null;
        return new Redemption(
                client.id(), REDIRECT_URI, VERIFIER, consented, told, Duration.ofDays(30), Duration.ofDays(14));
    }

    /** The resource of a URI, as a request names it. */
    public Targets target(String uri) {
        return new Targets(database.requests().resources().findAll().stream()
                .filter(listed -> listed.resource().uri().equals(uri))
                .toList());
    }
}
