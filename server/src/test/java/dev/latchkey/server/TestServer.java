package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.clock.MachineClock;
import dev.latchkey.server.key.KeyDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server in this JVM on a port of its own, over a database that the test gives it. */
final class TestServer implements AutoCloseable {

    /** All test servers open the same keys. */
    static final String MASTER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final ConfigurableApplicationContext context;
    private final ConnectionSettings settings;
    private final URI base;

    private TestServer(ConfigurableApplicationContext context, ConnectionSettings settings, URI base) {
        this.context = context;
        this.settings = settings;
        this.base = base;
    }

    /** Starts a server; {@code settings} are {@code name=value} and win over the test's defaults. */
    static TestServer start(ConnectionSettings database, String... settings) {
        return start(database, (KeySchedule) null, settings);
    }

    /** Starts a server whose keys live by another schedule. */
    static TestServer start(ConnectionSettings database, @Nullable KeySchedule schedule, String... settings) {
        return schedule == null
                ? start(database, starting -> {}, settings)
                : start(database, with("scheduleOfTheTest", KeySchedule.class, schedule), settings);
    }

    /** Starts a server on a machine with another clock. */
    static TestServer start(ConnectionSettings database, MachineClock clock, String... settings) {
        return start(database, with("clockOfTheTest", MachineClock.class, clock), settings);
    }

    private static <T> ApplicationContextInitializer<ConfigurableApplicationContext> with(
            String name, Class<T> type, T bean) {
        return starting -> ((GenericApplicationContext) starting)
                .registerBean(name, type, () -> bean, definition -> definition.setPrimary(true));
    }

    /** Starts a server whose beans {@code initializer} has changed. */
    static TestServer start(
            ConnectionSettings database,
            ApplicationContextInitializer<ConfigurableApplicationContext> initializer,
            String... settings) {
        int port = freePort();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("latchkey.port", Integer.toString(port));
        properties.put("latchkey.management-port", "0");
        properties.put("latchkey.issuer", "http://localhost:" + port);
        properties.put("latchkey.db.url", database.url());
        properties.put("latchkey.db.user", String.valueOf(database.user()));
        properties.put("latchkey.db.password", String.valueOf(database.password()));
        properties.put("latchkey.master-key", MASTER_KEY);
        properties.put("latchkey.database.migrate", "auto");
        // Tests fail on purpose, all of them from one address; those of the limits set their own.
        properties.put("latchkey.limits.address.failures", "1000000");
        properties.put("latchkey.limits.account.failures", "1000000");
        properties.put("latchkey.limits.client.failures", "1000000");
        properties.put("latchkey.limits.registration.accounts", "1000000");
        properties.put("latchkey.limits.profile.changes", "1000000");
        properties.put("latchkey.limits.password-change.changes", "1000000");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            properties.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        SpringApplication application = new SpringApplication(LatchkeyServer.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("logging.level.dev.latchkey", "info"));
        application.addInitializers(initializer);
        ConfigurableApplicationContext context = application.run(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
        return new TestServer(context, database, URI.create("http://localhost:" + port));
    }

    URI base() {
        return base;
    }

    Http http() {
        return new Http(base);
    }

    /** Requests to the management port. */
    Http management() {
        return new Http(URI.create(
                "http://localhost:" + context.getEnvironment().getRequiredProperty("local.management.port")));
    }

    /** The owners of the tables, over the server's own pool. */
    Database database() {
        return context.getBean(Database.class);
    }

    DataSource dataSource() {
        return context.getBean(DataSource.class);
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** How many connections the container takes at once. */
    int maxConnections() {
        TomcatWebServer web =
                (TomcatWebServer) Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer());
        return (int) web.getTomcat().getConnector().getProperty("maxConnections");
    }

    /** SQL over connections that the server knows nothing of, as an administrator would use. */
    JdbcClient sql() {
        return JdbcClient.create(DataSources.direct(settings));
    }

    /** Runs one statement and says how many rows it changed; names and values take turns in {@code parameters}. */
    int update(String sql, Object... parameters) {
        JdbcClient.StatementSpec statement = sql().sql(sql);
        for (int i = 0; i < parameters.length; i += 2) {
            statement = statement.param((String) parameters[i], parameters[i + 1]);
        }
        return statement.update();
    }

    /** Reads clients and keys again now, instead of within a second. */
    void reload() {
        context.getBean(ClientDirectory.class).reload();
        context.getBean(KeyDirectory.class).reload();
        context.getBean(BanDirectory.class).reload();
    }

    /** The value of a metric by its name with labels, as Prometheus reads it; not a number when it is not there. */
    double metric(String name) {
        return management()
                .get("/actuator/prometheus")
                .expect(200)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
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
