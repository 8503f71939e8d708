package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.io.Writer;
import java.util.function.Function;

/** One line for each thing. */
record LineRows<T>(Writer out, Function<T, String> line) implements Rows<T> {

    @Override
    public void write(T row) {
        try {
            out.append(line.apply(row)).append('\n');
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }

    @Override
    public void close() {}
}
