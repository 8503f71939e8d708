package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A source in which each user is one line. A line that cannot be read does not spoil the next. */
abstract class LineSource implements Source {

    /**
     * Reads a line that is not blank.
     *
     * @throws BadLineException or IllegalArgumentException saying what is wrong with it
     */
    abstract void line(String line, long number, Sink sink) throws IOException;

    /** Reads what stands before the first user. */
    void begin(Lines lines) throws IOException {}

    @Override
    public void read(InputStream in, Sink sink) throws IOException {
        Lines lines = new Lines(in);
        begin(lines);
        boolean more = true;
        while (more) {
            try {
                @Nullable String line = lines.next();
                more = line != null;
                if (line != null && !line.isBlank()) {
                    line(line, lines.number(), sink);
                }
            } catch (BadLineException | IllegalArgumentException e) {
                sink.bad(lines.number(), String.valueOf(e.getMessage()));
            }
        }
    }
}
