package dev.latchkey.bench.faults;

import dev.latchkey.core.connection.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

/** The PostgreSQL of a site, with an empty database {@code latchkey}: one server, or several with one primary. */
interface Cluster extends AutoCloseable {

    /** Makes one in a directory that exists. It does not run yet. */
    @FunctionalInterface
    interface Maker {

        Cluster make(Path work, Random random) throws IOException;
    }

    /** Starts what can write, and returns when it does. */
    void start() throws IOException, InterruptedException, SQLException;

    /** How to connect to the primary, whichever that is. Its URL has parameters. */
    ConnectionSettings primaryConnection();

    /** How the servers connect. */
    ConnectionSettings serverConnection();

    /** Adds what copies it, when the schema and the accounts are there, and before servers start. */
    default void follow() throws IOException, InterruptedException, SQLException {}

    /** SIGKILL to every process of it. */
    void kill();

    @Override
    void close() throws IOException;
}
