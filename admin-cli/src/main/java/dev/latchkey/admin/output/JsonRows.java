package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.io.Writer;

/** Objects one a line: bare for {@code jsonl}, as the elements of one array for {@code json}. */
final class JsonRows<T> implements Rows<T> {

    private final Shape<T> shape;
    private final Writer out;
    private final boolean asArray;
    private boolean first = true;

    JsonRows(Shape<T> shape, Writer out, boolean asArray) {
        this.shape = shape;
        this.out = out;
        this.asArray = asArray;
        text(asArray ? "[" : "");
    }

    @Override
    public void write(T row) {
        text(!asArray ? "" : first ? "\n" : ",\n");
        first = false;
        try {
            Json.write(out, shape, row);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
        text(asArray ? "" : "\n");
    }

    @Override
    public void close() {
        text(!asArray ? "" : first ? "]\n" : "\n]\n");
    }

    private void text(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }
}
