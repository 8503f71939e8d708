package dev.latchkey.admin.config;

import dev.latchkey.admin.output.Shape.Field;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.admin.output.Shape.Value;
import dev.latchkey.core.text.Durations;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field that an object of a configuration file may have. The commands that print the object have it too, under the same
 * name; so these lists are the only ones.
 *
 * @param field its name, and its value of an object that is there; null when it has none
 * @param choices the only values that a text may have; empty for any
 * @param least of a number
 * @param most of a number
 * @param required whether an object cannot be without it
 * @param kept whether what is there stays when the file says nothing; else it becomes the default
 * @param written its value in an exported file
 * @param <T> the object
 */
public record Setting<T>(
        Field<T> field, List<String> choices, long least, long most, boolean required, boolean kept, Value<T> written) {

    /** A field that tables have a column for. */
    public static <T> Setting<T> column(String name, Kind kind, String description, Value<T> value) {
        return of(new Field<>(name, kind, description, true, value));
    }

    /** A field that tables have no column for. */
    public static <T> Setting<T> field(String name, Kind kind, String description, Value<T> value) {
        return of(new Field<>(name, kind, description, false, value));
    }

    private static <T> Setting<T> of(Field<T> field) {
        return new Setting<>(field, List.of(), 0, 0, false, false, field::of);
    }

    /** The same for a text that has one of these values. */
    public Setting<T> oneOf(List<String> values) {
        return new Setting<>(field, values, least, most, required, kept, written);
    }

    /** The same for a number in this range. */
    public Setting<T> between(long lowest, long highest) {
        return new Setting<>(field, choices, lowest, highest, required, kept, written);
    }

    /** The same for a field that every object has. */
    public Setting<T> always() {
        return new Setting<>(field, choices, least, most, true, kept, written);
    }

    /** The same for a field that changes only when a file has it. */
    public Setting<T> onlyWhenWritten() {
        return new Setting<>(field, choices, least, most, required, true, written);
    }

    /** The same for a field that an exported file has another value of. */
    public Setting<T> writtenAs(Value<T> value) {
        return new Setting<>(field, choices, least, most, required, kept, value);
    }

    /** The same for an object that has one of those. */
    public <S> Setting<S> in(Function<S, T> part) {
        return new Setting<>(
                new Field<>(
                        field.name(),
                        field.kind(),
                        field.description(),
                        field.inTable(),
                        whole -> field.of(part.apply(whole))),
                choices,
                least,
                most,
                required,
                kept,
                whole -> written.of(part.apply(whole)));
    }

    public String name() {
        return field.name();
    }

    /** The field for what prints these objects. */
    public static <T> List<Field<T>> fields(List<Setting<T>> settings) {
        return settings.stream().map(Setting::field).toList();
    }

    /**
     * Fails when a value of a file cannot be one of this field.
     *
     * @throws dev.latchkey.admin.command.Failure saying what it has to be
     */
    void check(Node node) {
        if (node.plain() == null) {
            // As if it were not there.
            return;
        }
        String wanted = fault(node);
        if (wanted != null) {
            throw node.at().failure("'" + name() + "' has to be " + wanted + ".");
        }
    }

    private boolean isWithin(@Nullable Object value) {
        return value instanceof Long number && number >= least && number <= most;
    }

    /** A length of time as the options of commands have it; null when it is none. */
    static @Nullable Long seconds(String text) {
        try {
            return Durations.parse(text).toSeconds();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable String fault(Node node) {
        Object value = node.plain();
        return switch (field.kind()) {
            case STRING, STATE, TIME, UUID ->
                !(value instanceof String text)
                        ? "a text: put it into quotation marks"
                        : choices.isEmpty() || choices.contains(text) ? null : "one of " + String.join(", ", choices);
            case STRINGS ->
                value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                        ? null
                        : "a list of texts";
            case BOOLEAN -> value instanceof Boolean ? null : "true or false";
            case INTEGER -> isWithin(value) ? null : "a number from " + least + " to " + most;
            case SECONDS ->
                isWithin(value instanceof String text ? seconds(text) : value)
                        ? null
                        : "a number from " + least + " to " + most + ", in seconds, or a length of time like 10m";
            case OBJECT -> value instanceof Map<?, ?> ? null : "an object";
            case OBJECTS ->
                value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)
                        ? null
                        : "a list of objects";
            case ANY -> null;
        };
    }
}
