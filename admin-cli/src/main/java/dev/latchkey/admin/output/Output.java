package dev.latchkey.admin.output;

import dev.latchkey.admin.output.Shape.Field;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints what a command found or did. Data goes to standard output in the chosen format, words to standard error.
 *
 * @param chosen whether the command line names this format
 * @param spreadsheet whether a spreadsheet reads the CSV
 */
public record Output(Terminal terminal, Format format, boolean chosen, boolean spreadsheet) {

    public Output(Terminal terminal, Format format, boolean chosen) {
        this(terminal, format, chosen, false);
    }

    /** Begins a list. */
    public <T> Rows<T> rows(Shape<T> shape) {
        Writer out = terminal.out();
        return switch (format) {
            case table -> new TableRows<>(shape, out, colours());
            case tsv -> new LineRows<>(out, row -> tabSeparated(shape, row));
            case json -> new JsonRows<>(shape, out, true);
            case jsonl -> new JsonRows<>(shape, out, false);
            case csv -> new CsvRows<>(shape, out, spreadsheet);
            case id -> new LineRows<>(out, shape::id);
        };
    }

    public <T> void list(Shape<T> shape, Iterable<T> things) {
        try (Rows<T> rows = rows(shape)) {
            things.forEach(rows::write);
        }
    }

    /** Prints one thing: all its fields, one a line for people, an object in JSON. */
    public <T> void show(Shape<T> shape, T thing) {
        switch (format) {
            case table -> line(aligned(shape, thing));
            case tsv ->
                line(shape.fields().stream()
                        .map(field -> field.name() + "\t" + Text.forPeople(field.of(thing)))
                        .collect(Collectors.joining("\n")));
            case json, jsonl -> list(Format.jsonl, shape, thing);
            case csv, id -> list(format, shape, thing);
        }
    }

    /**
     * Prints what was made: for people as {@code line}, for programs with all fields. It may contain a secret that is
     * never shown again, so it is data in every format.
     */
    public <T> void made(Shape<T> shape, T thing, String line) {
        switch (format) {
            case table -> line(line);
            case json, jsonl -> list(Format.jsonl, shape, thing);
            case tsv, csv, id -> list(format, shape, thing);
        }
    }

    /** Prints what was done: in words, and as data too when the command line names a format for programs. */
    public <T> void done(Shape<T> shape, T thing, String words) {
        if (chosen && format != Format.table) {
            made(shape, thing, words);
        } else {
            terminal.say(words);
        }
    }

    /** As {@link #done(Shape, Object, String)}, of several things: a list. */
    public <T> void done(Shape<T> shape, List<T> things, Function<T, String> words) {
        if (chosen && format != Format.table) {
            list(shape, things);
        } else {
            things.forEach(thing -> terminal.say(words.apply(thing)));
        }
    }

    private <T> void list(Format as, Shape<T> shape, T thing) {
        new Output(terminal, as, chosen, spreadsheet).list(shape, List.of(thing));
    }

    private void line(String line) {
        try {
            terminal.out().write(line + "\n");
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
    }

    private <T> String aligned(Shape<T> shape, T thing) {
        int width = shape.fields().stream()
                .mapToInt(field -> field.name().length())
                .max()
                .orElse(0);
        return shape.fields().stream()
                .map(field -> colours().heading(field.name().replace('_', ' '))
                        + " ".repeat(width - field.name().length() + 2)
                        + shown(field, thing))
                .collect(Collectors.joining("\n"));
    }

    private <T> String shown(Field<T> field, T thing) {
        String text = Text.forPeople(field.of(thing));
        return text.isEmpty() ? "-" : field.kind() == Kind.STATE ? colours().state(text) : text;
    }

    private static <T> String tabSeparated(Shape<T> shape, T row) {
        return shape.columns().stream()
                .map(column -> Text.forPeople(column.of(row)))
                .collect(Collectors.joining("\t"));
    }

    private Colours colours() {
        return new Colours(terminal.coloursData());
    }
}
