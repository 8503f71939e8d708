package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.MasterKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why an authorization code is accepted or refused; more is in the transcript. */
class InspectCodeIT {

    private static final String MASTER_KEY = MasterKey.generate();
    private static final String RESOURCE = "https://api.example/";

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));

    @BeforeEach
    void userAndClient() {
        database.partitions().extend();
        database.keyChanges().createMissing(MasterKey.parse(MASTER_KEY), Attribution.of("server"));
        run("user", "add", "alice", "--no-password");
        run("client", "add", "web", "--profile", "web", "--redirect-uri", Browser.REDIRECT_URI);
    }

    private String run(String... args) {
        return Cli.on(settings).run(args).out();
    }

    private Browser browser() {
        return Browser.of(database, MasterKey.parse(MASTER_KEY));
    }

    private String code(Duration age) {
        Map<String, String> signedIn = browser().signIn("alice", "web", Scopes.parse("openid"), age);
        return signedIn.getOrDefault("CODE", "");
    }

    private String inspect(String code) {
        return Cli.on(settings)
                .with("LATCHKEY_MASTER_KEY", MASTER_KEY)
                .input(code)
                .run("token", "inspect", "-o", "json")
                .out();
    }

    @Test
    void aNewOneIsAccepted() {
        assertThat(inspect(code(Duration.ZERO))).contains("\"verdict\":\"accepted\"", "not redeemed yet");
    }

    @Test
    void aRedeemedOneIsRefused() {
        String code = code(Duration.ZERO);
        browser().redeem(code);
        assertThat(inspect(code))
                .contains("\"verdict\":\"refused\"", "It was redeemed at ", "\"family_status\":\"live\"");
    }

    @Test
    void aMisusedOneIsRefused() {
        String code = code(Duration.ZERO);
        browser().redeem(code, "x".repeat(43));
        assertThat(inspect(code))
                .contains("\"verdict\":\"refused\"", "with another redirect URI or verifier, and is dead");
    }

    @Test
    void anOlderOneThanAMinuteIsRefused() {
        assertThat(inspect(code(Duration.ofSeconds(61))))
                .contains("\"verdict\":\"refused\"", "and expired at", "no token family began with it");
    }

    @Test
    void oneOfADisabledUserIsRefused() {
        String code = code(Duration.ZERO);
        run("user", "disable", "alice");
        assertThat(inspect(code)).contains("\"verdict\":\"refused\"", "Its user is disabled.");
    }

    @Test
    void oneFromBeforeAnotherPasswordIsRefused() {
        String code = code(Duration.ZERO);
        var alice = database.users().findByUsername(new Username("alice")).orElseThrow();
        database.userChanges().setPassword(alice, "{noop}another", Attribution.of("test"));
        assertThat(inspect(code)).contains("\"verdict\":\"refused\"", "Its user has another password since.");
    }

    @Test
    void oneFromBeforeARevokedConsentIsRefused() {
        String code = code(Duration.ZERO);
        run("consent", "revoke", "--user", "alice", "--client", "web");
        assertThat(inspect(code)).contains("\"verdict\":\"refused\"", "A consent of its user was revoked at ");
        code = code(Duration.ZERO);
        run("consent", "revoke", "--client", "web", "--yes");
        assertThat(inspect(code)).contains("\"verdict\":\"refused\"", "A consent of its user was revoked at ");
        assertThat(inspect(code(Duration.ZERO))).contains("\"verdict\":\"accepted\"");
    }

    /** As the server redeems it: a consent for something else does not cover it. */
    @Test
    void oneForARemovedResourceIsRefused() {
        run("resource", "add", RESOURCE, "--scope", "read");
        String other = code(Duration.ZERO);
        String code =
                browser().signIn("alice", "web", Scopes.parse("read"), RESOURCE).getOrDefault("CODE", "");
        assertThat(inspect(code)).contains("\"verdict\":\"accepted\"");
        run("resource", "remove", RESOURCE);
        assertThat(inspect(code))
                .contains(
                        "\"verdict\":\"refused\"",
                        "Its user no longer allows its client all of that: the consent was revoked, or a resource was"
                                + " removed.");
        assertThat(browser().redeem(code)).isEmpty();
        assertThat(inspect(other)).contains("\"verdict\":\"accepted\"");
        assertThat(browser().redeem(other)).isNotEmpty();
    }

    @Test
    void oneOfADisabledClientIsRefused() {
        String code = code(Duration.ZERO);
        run("client", "disable", "web");
        assertThat(inspect(code)).contains("\"verdict\":\"refused\"", "Its client is disabled.");
    }

    @Test
    void withoutTheMasterKeyNothingIsKnown() {
        assertThat(Cli.on(settings)
                        .input(code(Duration.ZERO))
                        .run("token", "inspect", "-o", "json")
                        .out())
                .contains("\"verdict\":\"refused\"", "Not checked: ");
    }
}
