package dev.latchkey.core;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A new database for each test class, over one connection, for many short tests without races. */
public abstract class OneConnection extends FreshDatabase {

    private static SingleConnection connection;

    @BeforeAll
    static void connect() {
        connection = new SingleConnection(settings);
        database = connection.database();
        accounts = new Accounts(database);
    }

    @AfterAll
    static void disconnect() {
        connection.close();
    }
}
