package dev.latchkey.core.connection;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a file that an operator names cannot be read. */
public final class UnreadableFile {

    private UnreadableFile() {}

    /** One sentence, with the name of the file. Of a missing file and a forbidden one, Java's message is only the name. */
    public static String sentence(Path file, IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "There is no file " + file + ".";
            case AccessDeniedException forbidden ->
                "The file " + file + " cannot be read: this user has no permission, by its mode or its directory's.";
            default -> "The file " + file + " cannot be read: " + failure.getMessage() + ".";
        };
    }
}
