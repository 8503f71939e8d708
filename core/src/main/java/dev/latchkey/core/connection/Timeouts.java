package dev.latchkey.core.connection;

import java.time.Duration;

/**
 * How long a server waits for its database, so that requests end when the database does not answer.
 *
 * @param login for a connection, from the first packet until it is ready; in whole seconds
 * @param statement for a statement, locks included, after which PostgreSQL itself ends it
 * @param socket for an answer to come over the network, after which the connection is given up; in whole seconds
 */
public record Timeouts(Duration login, Duration statement, Duration socket) {

    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(10));

    /**
     * Checks that each can be kept.
     *
     * @throws IllegalArgumentException when one is too short, or not of whole seconds
     */
    public Timeouts {
        requireSeconds("login", login);
        requireSeconds("socket", socket);
        if (statement.toMillis() < 1) {
            throw new IllegalArgumentException("The statement timeout is a millisecond or more.");
        }
    }

    private static void requireSeconds(String name, Duration timeout) {
        if (timeout.toSeconds() < 1 || !timeout.equals(Duration.ofSeconds(timeout.toSeconds()))) {
            throw new IllegalArgumentException("The " + name + " timeout is a number of whole seconds.");
        }
    }
}
