package dev.latchkey.core.connection;

import dev.latchkey.core.jdbc.Primary;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A failure of the database, as it may be shown to an administrator: without SQL and without the password.
 *
 * @param kind the remedy
 * @param message one sentence, from the driver or from PostgreSQL
 */
public record DatabaseFailure(Kind kind, String message) {

    private static final String CHECK_VIOLATION = "23514";

    /** Failures by their remedy. */
    public enum Kind {
        /** It cannot be reached, refuses the login, or went away: later, or with other settings, it may work. */
        UNAVAILABLE,
        /** It answers, but cannot write: it is a standby, or was told to be read-only. */
        READ_ONLY,
        /** It gives no more connections: a limit of the role, of the database or of the server is reached. */
        FULL,
        /** Another transaction was in the way (lock, deadlock): a retry may work. */
        BUSY,
        /** The role lacks a privilege. */
        FORBIDDEN,
        /** Any other failure: a bug, or damaged data. */
        OTHER
    }

    /**
     * Finds the message of the database or the driver in a chain of causes; empty when it was not about the database.
     */
    public static Optional<DatabaseFailure> of(Throwable thrown) {
        SQLException found = null;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                found = e;
            }
        }
        return Optional.ofNullable(found).map(e -> new DatabaseFailure(kind(e), describe(e)));
    }

    private static Kind kind(SQLException e) {
        if (Primary.isMissing(e)) {
            return Kind.READ_ONLY;
        }
        String state = e.getSQLState();
        if (state == null) {
            return e instanceof SQLTransientConnectionException ? Kind.UNAVAILABLE : Kind.OTHER;
        }
        return switch (state) {
            case "55P03", "40P01", "40001", "57014" -> Kind.BUSY;
            case "42501" -> Kind.FORBIDDEN;
            case "53300" -> Kind.FULL;
            // The server's maintenance makes one.
            case CHECK_VIOLATION -> isWithoutPartition(e) ? Kind.UNAVAILABLE : Kind.OTHER;
            // 08 connection, 28 login, 3D no such database, 53 out of resources, 57P0x shut down, 58 broken underneath
            default ->
                state.startsWith("08")
                                || state.startsWith("28")
                                || state.startsWith("3D")
                                || state.startsWith("53")
                                || state.startsWith("57P0")
                                || state.startsWith("58")
                        ? Kind.UNAVAILABLE
                        : Kind.OTHER;
        };
    }

    /**
     * Whether a row was refused because no partition of its table takes it. A rule of a table that is broken has the same
     * state and a name, and one of our triggers has neither name nor table.
     */
    public static boolean isWithoutPartition(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        return server != null
                && CHECK_VIOLATION.equals(server.getSQLState())
                && server.getConstraint() == null
                && server.getTable() != null;
    }

    private static String describe(SQLException e) {
        if (Primary.isMissing(e)) {
            return NotPrimaryException.MESSAGE;
        }
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        String message = server == null ? e.getMessage() : server.getMessage();
        String detail = e.getCause() == null ? null : e.getCause().getMessage();
        return firstSentence(message) + (detail == null || server != null ? "" : " (" + firstSentence(detail) + ")");
    }

    private static String firstSentence(@Nullable String message) {
        if (message == null) {
            return "no reason given";
        }
        String line = message.lines().findFirst().orElse("no reason given");
        int end = line.indexOf(". ");
        return (end < 0 ? line : line.substring(0, end)).replaceFirst("\\.$", "");
    }
}
