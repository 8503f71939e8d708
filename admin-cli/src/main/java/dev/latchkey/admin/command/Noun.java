package dev.latchkey.admin.command;

import java.util.List;
import java.util.stream.Stream;

/**
 * A group of commands. It is described by code: Java generates a class for each type of annotation that it reads, in every
 * run.
 *
 * @param examples whole commands
 * @param entries in the order in which help has them
 */
public record Noun(String name, String description, List<String> examples, List<Entry> entries) implements Entry {

    public Noun(String name, String description, List<String> examples, Entry... entries) {
        this(name, description, examples, List.of(entries));
    }

    /** The last lines of its help. */
    public String[] footer() {
        return Stream.concat(Stream.of("Examples:"), examples.stream().map(example -> "  " + example))
                .toArray(String[]::new);
    }
}
