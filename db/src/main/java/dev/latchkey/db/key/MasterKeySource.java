package dev.latchkey.db.key;

import dev.latchkey.db.connection.ConfigurationException;
import dev.latchkey.db.connection.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the master key comes from: the value itself ({@code LATCHKEY_MASTER_KEY}), a file
 * ({@code LATCHKEY_MASTER_KEY_FILE}), or, with the embedded database, a file in {@code LATCHKEY_HOME}.
 *
 * @param home null with an external database: its master key is never made up
 */
public record MasterKeySource(
        @Nullable String value,
        @Nullable Path file,
        @Nullable Path home) {

    /**
     * Reads the master key; makes one on the first start with the embedded database.
     *
     * @param neverServed whether the database has no keys yet, so that a new master key can do no harm
     * @throws ConfigurationException when there is none, or it is not one; the message says which, never the key
     */
    public MasterKey load(boolean neverServed) {
        if (value != null && !value.isBlank()) {
            return parse(value, "LATCHKEY_MASTER_KEY");
        }
        if (file != null) {
            return parse(SecretFile.read(file), file.toString());
        }
        if (home == null) {
            throw new ConfigurationException(
                    "There is no master key: set LATCHKEY_MASTER_KEY or LATCHKEY_MASTER_KEY_FILE (openssl rand -base64 32 makes one).");
        }
        Path made = home.resolve("master-key");
        if (!Files.exists(made) && neverServed) {
            SecretFile.create(made, MasterKey.generate());
        }
        return parse(SecretFile.read(made), made.toString());
    }

    private static MasterKey parse(String text, String where) {
        try {
            return MasterKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + " It comes from " + where + ".");
        }
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "MasterKeySource[file=" + file + ", home=" + home + "]";
    }
}
