package dev.latchkey.admin.config;

import dev.latchkey.admin.command.Failure;
import java.nio.file.Path;

/**
 * Where something is in a configuration file.
 *
 * @param file as the command line names it
 * @param directory what names of files in it are relative to
 * @param line from 1
 * @param column from 1
 */
public record Position(String file, Path directory, int line, int column) {

    /** An error of usage that begins with the place. */
    public Failure failure(String message) {
        return Failure.usage(this + ": " + message);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
