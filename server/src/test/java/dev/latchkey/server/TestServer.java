package dev.latchkey.server;

import dev.latchkey.db.Database;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.server.client.ClientDirectory;
import dev.latchkey.server.key.KeyDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A server in this JVM on a port of its own, over a database that the test gives it. */
final class TestServer implements AutoCloseable {

    /** All test servers open the same keys. */
    private static final String MASTER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final ConfigurableApplicationContext context;
    private final URI base;

    private TestServer(ConfigurableApplicationContext context, URI base) {
        this.context = context;
        this.base = base;
    }

    /** Starts a server; {@code settings} are {@code name=value} and win over the test's defaults. */
    static TestServer start(ConnectionSettings database, String... settings) {
        int port = freePort();
        String issuer = "http://localhost:" + port;
        List<String> arguments = new ArrayList<>(List.of(
                "--latchkey.port=" + port,
                "--latchkey.management-port=0",
                "--latchkey.issuer=" + issuer,
                "--latchkey.db.url=" + database.url(),
                "--latchkey.db.user=" + database.user(),
                "--latchkey.db.password=" + database.password(),
                "--latchkey.master-key=" + MASTER_KEY,
                "--latchkey.database.migrate=auto"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        SpringApplication application = new SpringApplication(LatchkeyServer.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.dev.latchkey", "info"));
        return new TestServer(
                application.run(arguments.toArray(String[]::new)), URI.create("http://localhost:" + port));
    }

    URI base() {
        return base;
    }

    Http http() {
        return new Http(base);
    }

    /** The owners of the tables, over the server's own pool. */
    Database database() {
        return context.getBean(Database.class);
    }

    DataSource dataSource() {
        return context.getBean(DataSource.class);
    }

    /** Reads clients and keys again now, instead of within a second. */
    void reload() {
        context.getBean(ClientDirectory.class).reload();
        context.getBean(KeyDirectory.class).reload();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
