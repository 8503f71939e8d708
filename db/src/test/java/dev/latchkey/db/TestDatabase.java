package dev.latchkey.db;

import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.connection.DataSources;
import dev.latchkey.db.connection.Migrations;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Temporary. */
public final class TestDatabase {
    private static final PostgreSQLContainer PG = new PostgreSQLContainer("postgres:18");
    private static final AtomicInteger N = new AtomicInteger();

    static {
        PG.start();
        create("template", "template1");
        Migrations.migrate(settings("template"));
    }

    private TestDatabase() {}

    private static ConnectionSettings settings(String name) {
        return new ConnectionSettings(
                "jdbc:postgresql://" + PG.getHost() + ":" + PG.getMappedPort(5432) + "/" + name,
                PG.getUsername(),
                PG.getPassword());
    }

    private static void create(String name, String template) {
        JdbcClient.create(DataSources.direct(settings(PG.getDatabaseName())))
                .sql("CREATE DATABASE " + name + " TEMPLATE " + template)
                .update();
    }

    public static synchronized ConnectionSettings fresh() {
        String name = "t" + N.incrementAndGet();
        create(name, "template");
        return settings(name);
    }
}
