package dev.latchkey.admin.command;

import org.jspecify.annotations.Nullable;

/**
 * A command.
 *
 * @param description the first line of the description in its annotation, repeated so that the list of commands reads no
 *     annotations; null to read the annotation
 * @param type a class with one method that is a command; it is made with the {@link Session}
 */
public record Verb(String name, @Nullable String description, Class<?> type) implements Entry {

    public Verb(String name, Class<?> type) {
        this(name, null, type);
    }
}
