package dev.latchkey.core.setup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.SecretFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The password of an external database: the value that is set, or else what a file has. */
public final class DatabasePassword {

    private DatabasePassword() {}

    /**
     * Reads it; null when neither is set.
     *
     * @throws ConfigurationException when the file cannot be used
     */
    public static @Nullable String of(@Nullable String value, @Nullable Path file) {
        return (value == null || value.isEmpty()) && file != null ? SecretFile.read(file) : value;
    }
}
