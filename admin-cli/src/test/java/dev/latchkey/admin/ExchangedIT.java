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
        Result refused = Cli.on(settings).run("apply", file.toString(), "--yes");
        assertThat(refused.err()).contains("There is no client 'nothing', which is to serve https://orders.example/.");
        assertThat(database.requests().resources().findAll()).isEmpty();
        Files.writeString(file, Files.readString(file).replace("nothing", "orders"));
        assertThat(Cli.on(settings).run("apply", file.toString(), "--yes").exitCode())
                .isZero();
        assertThat(Cli.on(settings).run("export").out()).contains("served_by: orders");
    }
}
