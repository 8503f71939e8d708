package dev.latchkey.server.edge;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.server.http.Failure;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;

/** Maps exceptions to answers. */
public final class Failures {

    private static final Set<Kind> OUTAGE = EnumSet.of(Kind.UNAVAILABLE, Kind.READ_ONLY, Kind.FULL, Kind.BUSY);

    private Failures() {}

    /** The failure that was thrown or that corresponds to the exception; 500 when there is none. */
    public static Failure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Failure known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return isOutage(thrown)
                ? Failure.unavailable(
                        DatabaseFailure.of(thrown).map(DatabaseFailure::message).orElse(""))
                : new Failure(HttpStatus.INTERNAL_SERVER_ERROR, "server_error", null);
    }

    private static @Nullable Failure known(Throwable thrown) {
        return switch (thrown) {
            case Failure failure -> failure;
            case ErrorResponse error -> Failure.of(error);
            case UnavailableException unavailable -> Failure.unavailable(message(unavailable));
            case InvalidValueException invalid ->
                Failure.invalidRequest(message(invalid)).at(invalid.field());
            case HttpMessageNotReadableException unreadable -> Failure.invalidRequest("Failed to read request");
            case InvalidParameterException unreadable ->
                // Its message repeats what was sent, which may be a password.
                new Failure(
                        HttpStatus.valueOf(unreadable.getErrorCode()),
                        "invalid_request",
                        "The parameters are too many, too long or not in UTF-8.");
            default -> null;
        };
    }

    private static String message(Throwable thrown) {
        return Objects.requireNonNullElse(thrown.getMessage(), "");
    }

    /** Whether the database is the reason and the same request may succeed in a moment; a wrong statement stays wrong. */
    static boolean isOutage(Throwable thrown) {
        // A connection that breaks in the middle of a transaction is at last reported by the rollback, without a code.
        return has(thrown, TransactionException.class)
                || has(thrown, DataAccessResourceFailureException.class)
                || DatabaseFailure.of(thrown)
                        .filter(failure -> OUTAGE.contains(failure.kind()))
                        .isPresent();
    }

    /** Whether an exception is of this type, or has a cause that is. */
    static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
