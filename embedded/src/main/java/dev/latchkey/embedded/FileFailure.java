package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.DeniedAccess;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, in words: the messages of Java are names of classes or the name of the file alone. */
final class FileFailure {

    private FileFailure() {}

    /** What to throw when a home cannot be used. A home of another user is a mistake of the person who named it. */
    static RuntimeException of(String what, IOException e) {
        return e instanceof AccessDeniedException denied
                ? new UnusableHomeException("The home cannot be used: " + DeniedAccess.words(denied) + ".")
                : new EmbeddedPostgresException(what + ": " + words(e), e);
    }

    static String words(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> DeniedAccess.words(denied);
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case FileAlreadyExistsException there -> there.getFile() + " is in the way";
            default -> e.getMessage() == null ? "input or output failed" : e.getMessage();
        };
    }
}
