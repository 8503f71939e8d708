package dev.latchkey.db.connection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Secrets in files: readable by their owner only, one secret to a file, a line end after it ignored. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * Reads a secret.
     *
     * @throws ConfigurationException when the file cannot be read or is empty
     */
    public static String read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("There is no file " + file + ".");
        } catch (IOException e) {
            throw new ConfigurationException("The file " + file + " cannot be read: " + e.getMessage());
        }
        if (text.isEmpty()) {
            throw new ConfigurationException("The file " + file + " is empty.");
        }
        return text;
    }

    /**
     * Writes a secret to a file that does not exist yet, in a directory that does. It is there as a whole or not at
     * all; when somebody else was faster, theirs stays.
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
                // Theirs stays.
            }
        });
    }

    /**
     * Writes a secret over the one that a file has. Whoever reads it meanwhile gets one of the two.
     *
     * @throws ConfigurationException when the file cannot be written
     */
    public static void replace(Path file, String secret) {
        write(
                file,
                secret,
                draft -> Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /** The name of a file is in its directory, and that is written later than the file if nobody asks. */
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
