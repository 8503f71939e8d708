package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.nio.file.Path;

/** The directory of the embedded database when no setting names one: {@code ~/.latchkey}. */
public final class DefaultHome {

    private DefaultHome() {}

    /**
     * The directory in a user's home.
     *
     * @param userHome what Java says about it; "?" or "/" for a service account without one
     * @throws UnusableHomeException when this user has no home
     */
    public static Path in(Path userHome) {
        String name = userHome.toString();
        if (name.isBlank() || name.equals("?") || name.equals("/") || name.equals("/nonexistent")) {
            throw new UnusableHomeException(
                    "This user has no home directory for the embedded database: set LATCHKEY_HOME"
                            + " to a directory of its own, or LATCHKEY_DB_URL to a PostgreSQL.");
        }
        return userHome.resolve(".latchkey");
    }
}
