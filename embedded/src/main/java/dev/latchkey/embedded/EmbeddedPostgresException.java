package dev.latchkey.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used. The message tells the user of the program what to do. */
public final class EmbeddedPostgresException extends RuntimeException {

    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
