package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Turns a file of another system into entries, one at a time, so that memory does not grow with the file. */
interface Source {

    /** Receives what a source finds. */
    interface Sink {

        /**
         * A user.
         *
         * @throws IOException when a report cannot be written
         */
        void entry(Entry entry) throws IOException;

        /** A line that cannot be read. */
        void bad(long line, String message) throws IOException;

        /** Something that is no user, such as a service account. */
        void noUser(String reason);
    }

    /**
     * Looks at the files before any is read.
     *
     * @return those that {@link #read} is called with
     */
    default List<Path> prepare(List<Path> files) throws IOException {
        return files;
    }

    /**
     * Reads a whole file.
     *
     * @throws BadLineException when nothing of the file can be read
     */
    void read(InputStream in, Sink sink) throws IOException;

    /** Tells what was found in no file that was read. */
    default void end(Sink sink) throws IOException {}
}
