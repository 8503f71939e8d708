package dev.latchkey.server.settings;

import dev.latchkey.core.connection.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server uses the database, {@code latchkey.database}.
 *
 * @param migrate whether the server brings the schema up to date ({@code auto}) or refuses to start when it is not ({@code
 *     validate}); null for {@code auto} with the embedded database and {@code validate} with any other
 * @param poolSize how many connections the server holds
 * @param connectionTimeout how long a request waits for one of them before it is answered with 503
 * @param loginTimeout how long connecting may take
 * @param statementTimeout how long a statement may take before PostgreSQL ends it
 * @param socketTimeout how long the network may be silent before a connection is given up
 */
public record DatabaseSettings(
        @Nullable Migrate migrate,
        int poolSize,
        Duration connectionTimeout,
        Duration loginTimeout,
        Duration statementTimeout,
        Duration socketTimeout) {

    static DatabaseSettings of(Values values) {
        return new DatabaseSettings(
                values.get("migrate"),
                values.get("pool-size", 10),
                values.get("connection-timeout", Duration.ofSeconds(2)),
                values.get("login-timeout", Duration.ofSeconds(2)),
                values.get("statement-timeout", Duration.ofSeconds(8)),
                values.get("socket-timeout", Duration.ofSeconds(10)));
    }

    /** The timeouts of each connection. */
    public Timeouts timeouts() {
        return new Timeouts(loginTimeout, statementTimeout, socketTimeout);
    }

    /** See {@link DatabaseSettings}. */
    public enum Migrate {
        AUTO,
        VALIDATE
    }
}
