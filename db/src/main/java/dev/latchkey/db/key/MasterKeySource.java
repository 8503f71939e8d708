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
        Path made = made(home);
        if (!Files.exists(made) && neverServed) {
            SecretFile.create(made, MasterKey.generate());
        }
        return parse(SecretFile.read(made), made.toString());
    }

    /**
     * Puts a new master key before the one that was made for the embedded database, unless there are two already. From
     * then on the new one seals, and both open.
     *
     * @throws ConfigurationException when the master key comes from elsewhere
     */
    public void addNew() {
        Path made = ownFile();
        String text = SecretFile.read(made);
        parse(text, made.toString());
        if (text.lines().count() == 1) {
            SecretFile.replace(made, MasterKey.generate() + "\n" + text);
        }
    }

    /** Forgets all but the newest master key of the embedded database. */
    public void dropOld() {
        Path made = ownFile();
        SecretFile.replace(made, SecretFile.read(made).lines().findFirst().orElseThrow());
    }

    private Path ownFile() {
        boolean elsewhere = file != null || (value != null && !value.isBlank());
        if (home == null || elsewhere) {
            throw new ConfigurationException("The master key was not made by Latchkey: put a new one (openssl rand"
                    + " -base64 32) before it, for the servers too, and run 'latchkey key rewrap'.");
        }
        return made(home);
    }

    private static Path made(Path home) {
        return home.resolve("master-key");
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
