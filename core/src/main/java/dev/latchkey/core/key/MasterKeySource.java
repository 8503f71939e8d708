package dev.latchkey.core.key;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.SecretFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;
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
            return parse(SecretFile.readLines(file), file.toString());
        }
        if (home == null) {
            throw new ConfigurationException(
                    "There is no master key: set LATCHKEY_MASTER_KEY or LATCHKEY_MASTER_KEY_FILE (openssl rand -base64"
                            + " 32 makes one).");
        }
        Path made = made(home);
        if (!Files.exists(made) && neverServed) {
            SecretFile.create(made, MasterKey.generate());
        }
        return parse(SecretFile.readLines(made), made.toString());
    }

    /**
     * Reads a master key that was given, before a database is started for nothing.
     *
     * @throws ConfigurationException when it is not one
     */
    public void checkGiven() {
        if (isGiven()) {
            load(false);
        }
    }

    private boolean isGiven() {
        return file != null || (value != null && !value.isBlank());
    }

    /**
     * Exchanges the master key that was made for the embedded database for a new one. Interrupted, it can be run again. The
     * former one is kept beside it: it opens the backups of before.
     *
     * @param reseal seals everything with the new one; gets both, the new one first
     * @return what {@code reseal} returns
     * @throws ConfigurationException when the master key comes from elsewhere, or another process is exchanging it
     */
    public <T> T exchange(Function<MasterKey, T> reseal) {
        Path made = ownFile();
        try (FileChannel lock = FileChannel.open(
                        made.resolveSibling("master-key.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.tryLock()) {
            if (held == null) {
                throw new ConfigurationException(
                        "Another process is exchanging the master key in " + made + ": wait until it has ended.");
            }
            String text = SecretFile.readLines(made);
            parse(text, made.toString());
            if (text.lines().count() == 1) {
                text = MasterKey.generate() + "\n" + text;
                SecretFile.replace(made, text);
            }
            T result = reseal.apply(parse(text, made.toString()));
            List<String> parts = text.lines().toList();
            SecretFile.replace(made.resolveSibling("master-key.old"), parts.getLast());
            SecretFile.replace(made, parts.getFirst());
            return result;
        } catch (IOException | OverlappingFileLockException e) {
            throw new ConfigurationException("The master key in " + made + " cannot be exchanged: " + e.getMessage());
        }
    }

    private Path ownFile() {
        if (home == null || isGiven()) {
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
