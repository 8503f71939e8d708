package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.device.DeviceCode;
import dev.latchkey.core.device.NewDeviceGrant;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code latchkey token inspect} says of device codes and client secrets. */
class InspectDeviceCodeIT {

    private static final String MASTER_KEY = MasterKey.generate();
    private static final Attribution BY = Attribution.of("test");
    private static final String ACCEPTED = "\"verdict\":\"accepted\"";
    private static final String REFUSED = "\"verdict\":\"refused\"";

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
    private Proofs proofs;
    private Client client;
    private User alice;
    private String code;

    @BeforeEach
    void ask() {
        database.partitions().extend();
        database.keyChanges().createMissing(MasterKey.parse(MASTER_KEY), BY);
        run("user", "add", "alice", "--no-password", "--scope", "read");
        run("client", "add", "tv", "--public", "--grant", "device_code", "--scope", "read");
        proofs = new Proofs(database.keys().read(MasterKey.parse(MASTER_KEY)).keys().stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .map(KeyRecord::secretKey)
                .toList());
        client = database.clients().findByClientId("tv").orElseThrow();
        alice = database.users().findByUsername(new Username("alice")).orElseThrow();
        code = database.deviceGrants()
                .begin(new NewDeviceGrant(client.id(), Scopes.parse("read"), List.of(), "192.0.2.9", "TV"), proofs)
                .deviceCode();
    }

    private String run(String... args) {
        return Cli.on(settings).run(args).out();
    }

    private String inspect(String token) {
        return Cli.on(settings)
                .with("LATCHKEY_MASTER_KEY", MASTER_KEY)
                .input(token)
                .run("token", "inspect", "-o", "json")
                .out();
    }

    private void decide(boolean approved) {
        NewSession.Proof proof = new NewSession.Proof(0, Amr.PASSWORD, false, Duration.ofHours(1));
        SessionReference session = database.sessionChanges()
                .begin(new NewSession(alice.id(), proof, null, null), "alice", null, BY)
                .orElseThrow();
        assertThat(database.deviceGrants()
                        .decide(
                                DeviceCode.read(proofs, code, client.id()).orElseThrow(),
                                session,
                                approved,
                                Scopes.parse("read"),
                                BY))
                .isTrue();
    }

    @Test
    void oneThatWaitsForAUserIsAccepted() {
        assertThat(inspect(code))
                .contains(
                        "\"kind\":\"device_code\"",
                        ACCEPTED,
                        "authorization_pending",
                        "\"client_id\":\"tv\"",
                        "\"scopes\":[\"read\"]",
                        "Valid, this server made it.");
    }

    @Test
    void oneThatAUserAllowedIsAcceptedUntilItIsUsed() {
        decide(true);
        assertThat(inspect(code)).contains(ACCEPTED, "A user allowed it at ", "\"username\":\"alice\"");
        database.deviceGrants()
                .poll(
                        DeviceCode.read(proofs, code, client.id()).orElseThrow(),
                        client.id(),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        null);
        assertThat(inspect(code)).contains(REFUSED, "a code is good once", "\"family_status\":\"live\"");
    }

    @Test
    void oneThatAUserRefusedIsRefused() {
        decide(false);
        assertThat(inspect(code)).contains(REFUSED, "The user refused it at ");
    }

    @Test
    void anExpiredOneIsRefused() {
        sql.sql("UPDATE device_grants SET expires_at = now()").update();
        assertThat(inspect(code)).contains(REFUSED, "It expired at ", "no user had decided");
        sql.sql("DELETE FROM device_grants").update();
        assertThat(inspect(code)).contains(REFUSED, "Its grant is not known here");
    }

    @Test
    void oneOfOtherCredentialsOrADisabledUserOrClientIsRefused() {
        decide(true);
        sql.sql("UPDATE users SET password_hash = '{argon2}x'").update();
        assertThat(inspect(code)).contains(REFUSED, "another password since");
        sql.sql("UPDATE users SET disabled_at = now()").update();
        assertThat(inspect(code)).contains(REFUSED, "Its user is disabled.");
        sql.sql("UPDATE clients SET disabled_at = now()").update();
        assertThat(inspect(code)).contains(REFUSED, "Its client is disabled.");
    }

    @Test
    void aForgedOneIsRefused() {
        String forged = code.substring(0, 60) + (code.charAt(60) == 'A' ? 'B' : 'A') + code.substring(61);
        assertThat(inspect(forged)).contains(REFUSED, "This server did not make it, or it was changed.");
        Cli.Result half = Cli.on(settings).input(code.substring(0, 30)).run("token", "inspect");
        assertThat(half.exitCode()).isEqualTo(2);
        assertThat(half.err()).contains("device code (lkd_…)");
    }

    @Test
    void aClientSecretIsSaidToBeOneAndWhose() {
        run("client", "add", "shop", "--grant", "client_credentials", "--scope", "read");
        String secret = run("client", "rotate-secret", "shop").replaceAll("(?s).*(lks_[\\w-]{43}).*", "$1");
        String explained = inspect(secret);
        assertThat(explained)
                .contains("\"kind\":\"client_secret\"", ACCEPTED, "\"client_id\":\"shop\"")
                .doesNotContain(secret);
        run("client", "disable", "shop");
        assertThat(inspect(secret)).contains(REFUSED, "Its client is disabled.");
        assertThat(inspect("lks_" + "A".repeat(43))).contains(REFUSED, "No client has this secret");
    }
}
