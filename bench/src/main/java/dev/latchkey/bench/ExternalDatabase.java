package dev.latchkey.bench;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.SecretFile;
import java.nio.file.Path;

/** The database that {@code LATCHKEY_DB_URL} names, with the other variables that a server reads. */
final class ExternalDatabase {

    private ExternalDatabase() {}

    static boolean isNamed() {
        return System.getenv("LATCHKEY_DB_URL") != null;
    }

    static ConnectionSettings settings() {
        String file = System.getenv("LATCHKEY_DB_PASSWORD_FILE");
        return new ConnectionSettings(
                System.getenv("LATCHKEY_DB_URL"),
                System.getenv("LATCHKEY_DB_USER"),
                file == null ? System.getenv("LATCHKEY_DB_PASSWORD") : SecretFile.read(Path.of(file)));
    }
}
