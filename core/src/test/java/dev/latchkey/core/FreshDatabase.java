package dev.latchkey.core;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A new database for each test class. Each statement has a connection of its own, so that transactions may race. */
public abstract class FreshDatabase {

    protected static final Attribution BY = Attribution.of("test");

    protected static ConnectionSettings settings;
    protected static Database database;
    protected static JdbcClient sql;
    protected static Accounts accounts;
    private static int number;

    @BeforeAll
    static void createDatabase() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
        sql = JdbcClient.create(DataSources.direct(settings));
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    /** A name that no user or client has yet. */
    protected static String newName(String kind) {
        return kind + ++number;
    }
}
