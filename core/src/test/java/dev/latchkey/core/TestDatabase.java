package dev.latchkey.core;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Databases for tests, on one real PostgreSQL that starts when the first is asked for and ends with the program: a
 * container where a Docker engine answers, else the embedded one. {@code LATCHKEY_TEST_DATABASE=container} or {@code
 * =embedded}, as a system property or in the environment, insists on one of them; a JDBC URL with a superuser's {@code
 * user} and {@code password} there names any other.
 */
public final class TestDatabase {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestDatabase() {}

    /** A new database with the schema and nothing in it. */
    public static ConnectionSettings fresh() {
        return create("fresh" + NUMBER.incrementAndGet(), Migrated.NAME);
    }

    /** A new database without even the schema. */
    public static ConnectionSettings empty() {
        return create("empty" + NUMBER.incrementAndGet(), "template0");
    }

    /** How to connect to an embedded database. */
    public static ConnectionSettings in(EmbeddedPostgres postgres) {
        Login login = postgres.login();
        return new ConnectionSettings(login.url(), login.user(), login.password());
    }

    /** Waits longer for a connection than servers do: the first ones are made while several JVMs start. */
    static ConnectionSettings patient(ConnectionSettings settings) {
        String url = settings.url() + (settings.url().contains("?") ? "&" : "?") + "loginTimeout=30";
        return new ConnectionSettings(url, settings.user(), settings.password());
    }

    private static ConnectionSettings create(String name, String template) {
        JdbcClient.create(DataSources.direct(patient(Server.SETTINGS)))
                .sql("CREATE DATABASE " + name + " TEMPLATE " + template)
                .update();
        return named(name);
    }

    private static ConnectionSettings named(String name) {
        ConnectionSettings server = Server.SETTINGS;
        String url = server.url().replaceFirst("/\\w+(?=\\?|$)", "/" + name);
        return new ConnectionSettings(url, server.user(), server.password());
    }

    /** Started by whoever first needs any database. */
    private static final class Server {
        static final ConnectionSettings SETTINGS = TestPostgres.start();
    }

    /**
     * Made by whoever first needs the schema; the others are copies, which are made in a few hundredths of a second.
     */
    private static final class Migrated {
        static final String NAME = create();

        private static String create() {
            String name = "migrated";
            Migrations.migrate(patient(TestDatabase.create(name, "template0")));
            return name;
        }
    }
}
