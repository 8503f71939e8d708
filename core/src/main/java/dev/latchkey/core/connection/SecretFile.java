package dev.latchkey.core.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Secrets in files: readable by their owner only, one secret to a file. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * Reads a secret of one line: see {@link SecretText}.
     *
     * @throws ConfigurationException when the file cannot be read, or does not hold one
     */
    public static String read(Path file) {
        return read(file, SecretText::line);
    }

    /**
     * Reads a secret that may have several lines, as a master key has while it is exchanged. Blanks around it do not count.
     *
     * @throws ConfigurationException when the file cannot be read or is empty
     */
    public static String readLines(Path file) {
        String text = read(file, SecretText::text).strip();
        if (text.isEmpty()) {
            throw new ConfigurationException("The file " + file + " is empty.");
        }
        return text;
    }

    private interface Reading {
        String from(InputStream in) throws IOException;
    }

    private static String read(Path file, Reading reading) {
        try (InputStream in = Files.newInputStream(file)) {
            return reading.from(in);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("The file " + file + " " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new ConfigurationException(UnreadableFile.sentence(file, e));
        }
    }

    /**
     * Writes a secret to a file that does not exist yet, in a directory that does. The file appears as a whole or not
     * at all. When another process was faster, its file stays.
     *
     * @throws ConfigurationException when the file cannot be written
     */
    public static void create(Path file, String secret) {
        write(file, secret, draft -> {
            try {
                Files.createLink(file, draft);
            } catch (UnsupportedOperationException e) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException e) {
                // The file of the other process stays.
            }
        });
    }

    /**
     * Writes secrets to a file that must not exist yet. When this returns, the file is on the disk.
     *
     * @throws ConfigurationException when there is such a file, or it cannot be written
     */
    public static void createNew(Path file, String secrets) {
        write(file, secrets, draft -> {
            try {
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException e) {
                throw new ConfigurationException("There is a file " + file + " already. It was not overwritten.");
            }
        });
    }

    /**
     * Replaces the secret in a file. A process that reads meanwhile gets the old one or the new one.
     *
     * @throws ConfigurationException when the file cannot be written
     */
    public static void replace(Path file, String secret) {
        write(
                file,
                secret,
                draft -> Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Syncs a directory, which holds the names of its files: syncing a file alone does not make its name durable. */
    private static void sync(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory)) {
                channel.force(true);
            }
        }
    }

    private interface Publication {
        void publish(Path draft) throws IOException;
    }

    private static void write(Path file, String secret, Publication publication) {
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, secret + "\n", StandardOpenOption.SYNC);
            try {
                publication.publish(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            sync(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new ConfigurationException("The file " + file + " cannot be written: " + e.getMessage());
        }
    }
}
