package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Accounts;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Others are at work on the same database. */
class ApplyTogetherIT {

    private static final String CLIENTS = """
            version: 1
            clients:
            - client_id: shop
              confidential: false
              grant_types: [password, refresh_token]
              scopes: [read]
            - client_id: page
              confidential: false
              grant_types: [refresh_token]
            """;

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
    }

    /** Runs something when the question is answered, which is after the plan was shown. */
    private static InputStream yesAfter(Callable<?> action) {
        return new InputStream() {
            private final byte[] answer = "y\n".getBytes(StandardCharsets.UTF_8);
            private int at;

            @Override
            public int read() throws IOException {
                if (at == 0) {
                    try {
                        action.call();
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                }
                return at < answer.length ? answer[at++] : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int first = read();
                if (first < 0) {
                    return -1;
                }
                bytes[offset] = (byte) first;
                return 1;
            }
        };
    }

    private Result applyWhile(String text, Callable<?> action, String... more) {
        String file = on.write("it.yaml", text).toString();
        String[] args = new String[2 + more.length];
        args[0] = "apply";
        args[1] = file;
        System.arraycopy(more, 0, args, 2, more.length);
        return on.cli().atTerminal().input(yesAfter(action)).run(args);
    }

    @Test
    void whatSomebodyChangedSinceThePlanIsNotOverwritten() {
        on.applied(CLIENTS);
        String wanted = CLIENTS.replace("scopes: [read]", "scopes: [read, write]");
        Result result = applyWhile(
                wanted, () -> on.cli().run("client", "update", "shop", "--scope", "read", "--scope", "admin"));
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("The database changed since the plan was made. Nothing was changed");
        assertThat(on.database.clients().findByClientId("shop").orElseThrow().scopes())
                .hasToString("admin read");
        assertThat(on.audited()).last().isEqualTo("client.update shop");
    }

    @Test
    void aClientThatSomebodyAddedSinceThePlanIsNotPruned() {
        on.applied(CLIENTS);
        Result result = applyWhile(
                CLIENTS.replace("scopes: [read]", "scopes: []"),
                () -> on.cli().run("client", "add", "new", "--public", "--grant", "refresh_token"),
                "--prune");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(on.database.clients().findByClientId("new")).isPresent();
    }

    @Test
    void whatSomebodyEnabledSinceThePlanStops() {
        String wanted = CLIENTS.replace("  scopes: [read]\n", "  disabled: false\n");
        on.applied(CLIENTS.replace("- client_id: page", "  disabled: true\n- client_id: page"));
        Result result = applyWhile(wanted, () -> on.cli().run("client", "enable", "shop"), "--enable");
        assertThat(result.exitCode()).isEqualTo(4);
    }

    /** A sign-in is no change of the configuration, and does not stop it. */
    @Test
    void aSignInSinceThePlanDoesNotStop() {
        on.applied(CLIENTS);
        on.database.partitions().extend();
        Accounts accounts = new Accounts(on.database);
        Client shop = on.database.clients().findByClientId("shop").orElseThrow();
        Result result = applyWhile(
                CLIENTS.replace("- client_id: page", "  disabled: true\n- client_id: page"),
                () -> accounts.signIn(accounts.user("alice"), shop));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(on.cli().run("token", "list", "--active").out()).isEmpty();
    }

    @Test
    void serversAreToldOnce() throws SQLException {
        try (Connection connection = DataSources.direct(on.settings).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN latchkey_directory");
            on.applied(CLIENTS + "resources: [{uri: 'https://a.example/', scopes: [read]}]\n"
                    + "trusted_hosts: [{host: a.example}]\n");
            PGConnection postgres = connection.unwrap(PGConnection.class);
            assertThat(postgres.getNotifications(5_000)).hasSize(1);
            on.applied("version: 1\nclients: []\ntrusted_hosts: []\nresources: []\n", "--prune");
            assertThat(postgres.getNotifications(5_000)).hasSize(1);
        }
    }

    /** Files and single commands at once: each change is made or refused, and none ends in a deadlock. */
    @Test
    void filesAndCommandsAtOnce() throws Exception {
        on.applied(CLIENTS);
        var barrier = new CyclicBarrier(3);
        try (var threads = Executors.newFixedThreadPool(3)) {
            Future<?> first = threads.submit(() -> applyOften(barrier, "one.yaml", "read"));
            Future<?> second = threads.submit(() -> applyOften(barrier, "two.yaml", "write"));
            Future<?> third = threads.submit(() -> {
                barrier.await();
                for (int i = 0; i < 30; i++) {
                    Client shop = on.database.clients().findByClientId("shop").orElseThrow();
                    String name = "Shop " + i;
                    on.database
                            .clientChanges()
                            .update(
                                    shop.id(),
                                    client -> client.toBuilder().name(name).build(),
                                    Attribution.of("test"));
                }
                return null;
            });
            first.get();
            second.get();
            third.get();
        }
    }

    private Object applyOften(CyclicBarrier barrier, String name, String scope) throws Exception {
        String file = on.write(name, CLIENTS.replace("scopes: [read]", "scopes: [" + scope + "]"))
                .toString();
        barrier.await();
        for (int i = 0; i < 15; i++) {
            Result result = on.cli().run("apply", file, "--yes");
            assertThat(result.exitCode()).as(result.err()).isIn(0, 4);
            assertThat(result.err()).doesNotContain("same rows");
        }
        return true;
    }
}
