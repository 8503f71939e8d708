package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exchanged tokens, and the settings that an exchange needs (RFC 8693). */
class ExchangedIT {

    private final MasterKey masterKey = MasterKey.parse(MasterKey.generate());
    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final UUID family = Ids.next();

    @BeforeEach
    void begin() {
        database.keyChanges().createMissing(masterKey, Attribution.of("server"));
        Cli.on(settings).run("client", "add", "orders", "--grant", "token_exchange", "--scope", "read");
        Cli.on(settings).run("user", "add", "alice", "--no-password");
        JdbcClient.create(DataSources.direct(settings))
                .sql("""
                        INSERT INTO exchanged_families (id, parent_id, client_id, user_id, resources, expires_at)
                        SELECT :id, gen_random_uuid(), c.id, u.id, '{https://stock.example/}', now() + interval '5 minutes'
                          FROM clients c, users u
                        """)
                .param("id", family)
                .update();
    }

    private Result inspect() {
        long now = database.now().getEpochSecond();
        String alice =
                Cli.on(settings).run("user", "show", "alice", "-o", "id").out().strip();
        String claims = "{\"sub\":\"" + alice + "\",\"username\":\"alice\",\"client_id\":\"orders\",\"sid\":\"" + family
                + "\",\"act\":{\"sub\":\"orders\",\"act\":{\"sub\":\"front\"}},\"jti\":\"" + Ids.next()
                + "\",\"iat\":" + now + ",\"exp\":" + (now + 300) + "}";
        String token = Tokens.sign(claims, Tokens.key(database, masterKey, KeyAlgorithm.ES256));
        return Cli.on(settings).input(token).run("token", "inspect", "-o", "json");
    }

    @Test
    void theActorsOfALiveOneAreShown() {
        assertThat(inspect().out())
                .contains(
                        "\"verdict\":\"accepted\"",
                        "\"actors\":[\"orders\",\"front\"]",
                        "\"user_status\":\"active\"",
                        "\"family_status\":\"live\"");
    }

    @Test
    void oneThatHasEndedIsRefused() {
        Cli.on(settings).run("token", "revoke", "--client", "orders");
        assertThat(inspect().out())
                .contains("\"verdict\":\"refused\"", "It was exchanged, and has ended", "\"family_status\":\"ended\"");
    }

    @Test
    void aFileThatNamesNoClientOfAResourceChangesNothing(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("latchkey.yaml");
        Files.writeString(file, """
                version: 1
                resources:
                  - uri: https://orders.example/
                    scopes: [read]
                    served_by: nothing
                """);
        for (String option : new String[] {"--yes", "--dry-run"}) {
            Result refused = Cli.on(settings).run("apply", file.toString(), option);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .contains(
                            "latchkey.yaml:3:5: There is no client 'nothing', which is to serve https://orders.example/.");
        }
        assertThat(database.requests().resources().findAll()).isEmpty();
        Files.writeString(file, Files.readString(file).replace("nothing", "orders"));
        assertThat(Cli.on(settings).run("apply", file.toString(), "--yes").exitCode())
                .isZero();
        assertThat(Cli.on(settings).run("export").out()).contains("served_by: orders");
    }

    private Result dryRun(Path directory, String clients, String server) throws IOException {
        Path file = Files.writeString(
                directory.resolve("latchkey.yaml"),
                "version: 1\n" + clients + "resources: [{uri: 'https://orders.example/', scopes: [read]" + server
                        + "}]\n");
        return Cli.on(settings).run("apply", file.toString(), "--dry-run");
    }

    @Test
    void aResourceIsServedByAConfidentialClientOfTheFilesOrTheDatabase(@TempDir Path directory) throws IOException {
        String clients =
                "clients: [{client_id: new}, {client_id: page, confidential: false, grant_types: [password]}]\n";
        Cli.on(settings).run("client", "add", "app", "--public", "--grant", "password");
        for (String server : new String[] {"new", "orders"}) {
            assertThat(dryRun(directory, clients, ", served_by: " + server).exitCode())
                    .as(server)
                    .isZero();
        }
        for (String server : new String[] {"page", "app"}) {
            Result refused = dryRun(directory, clients, ", served_by: " + server);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("latchkey.yaml:3:13: A public client cannot exchange tokens: " + server
                            + " serves no resource.");
        }
    }

    @Test
    void aPlanTellsThatExchangedTokensEnd(@TempDir Path directory) throws IOException {
        Cli.on(settings).run("resource", "add", "https://orders.example/", "--scope", "read", "--served-by", "orders");
        String ends = "https://orders.example/ is served by orders no more: the access tokens that it got there by"
                + " exchanges end";
        assertThat(dryRun(directory, "", ", served_by: orders").err()).doesNotContain(ends);
        assertThat(dryRun(directory, "", "").err()).contains(ends);
        assertThat(dryRun(directory, "clients: [{client_id: new}]\n", ", served_by: new")
                        .err())
                .contains(ends);
    }
}
