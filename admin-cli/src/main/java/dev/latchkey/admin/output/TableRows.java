package dev.latchkey.admin.output;

import dev.latchkey.admin.output.Shape.Field;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Aligned columns. The first rows are kept until their widths are known; a longer list then streams in those. */
final class TableRows<T> implements Rows<T> {

    private static final int MEASURED_ROWS = 200;

    private final List<Field<T>> columns;
    private final Writer out;
    private final Colours colours;
    private final List<List<String>> waiting = new ArrayList<>();
    private final int[] widths;
    private boolean measured;

    TableRows(Shape<T> shape, Writer out, Colours colours) {
        this.columns = shape.columns();
        this.out = out;
        this.colours = colours;
        this.widths = new int[columns.size()];
    }

    @Override
    public void write(T row) {
        List<String> cells = columns.stream()
                .map(column -> cell(Text.forPeople(column.of(row))))
                .toList();
        if (measured) {
            print(cells, false);
        } else {
            waiting.add(cells);
            if (waiting.size() == MEASURED_ROWS) {
                release();
            }
        }
    }

    private static String cell(String text) {
        return text.isEmpty() ? "-" : text;
    }

    @Override
    public void flush() {
        if (!measured && !waiting.isEmpty()) {
            release();
        }
    }

    @Override
    public void close() {
        flush();
    }

    private void release() {
        List<String> heading = columns.stream()
                .map(column -> column.name().replace('_', ' ').toUpperCase(Locale.ROOT))
                .toList();
        measure(heading);
        waiting.forEach(this::measure);
        measured = true;
        print(heading, true);
        waiting.forEach(cells -> print(cells, false));
        waiting.clear();
    }

    private void measure(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], width(cells.get(i)));
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private void print(List<String> cells, boolean heading) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            Kind kind = columns.get(i).kind();
            line.append(heading ? colours.heading(cell) : kind == Kind.STATE ? colours.state(cell) : cell);
            if (i < widths.length - 1) {
                line.repeat(' ', Math.max(0, widths[i] - width(cell)) + 2);
            }
        }
        try {
            out.append(line).append('\n');
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }
}
