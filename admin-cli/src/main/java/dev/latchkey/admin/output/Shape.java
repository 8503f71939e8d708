package dev.latchkey.admin.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a thing that is printed, in order. Names are part of the contract with scripts: they do not change
 * without a major version.
 *
 * @param <T> the thing
 */
public final class Shape<T> {

    /** The type of a field, by its name in JSON and the documentation. */
    public enum Kind {
        STRING("string"),
        UUID("string (UUID)"),
        TIME("string (RFC 3339, UTC)"),
        INTEGER("integer"),
        SECONDS("integer (seconds)"),
        BOOLEAN("boolean"),
        STRINGS("array of strings"),
        OBJECT("object"),
        OBJECTS("array of objects"),
        ANY("any"),
        /** A word that is good, bad or neither, and coloured so. */
        STATE("string");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** Takes the value of a field out of a thing; null when it has none. */
    @FunctionalInterface
    public interface Value<T> {
        @Nullable
        Object of(T row);
    }

    /**
     * One field.
     *
     * @param inTable whether the table has a column for it; the formats for programs have all
     */
    public record Field<T>(String name, Kind kind, String description, boolean inTable, Value<T> value) {

        /** The value of the field; null when there is none. */
        public @Nullable Object of(T row) {
            return value.of(row);
        }
    }

    private final String name;
    private final Function<T, ?> id;
    private final List<Field<T>> fields = new ArrayList<>();

    private Shape(String name, Function<T, ?> id) {
        this.name = name;
        this.id = id;
    }

    /** Begins a shape; {@code id} is what {@code -o id} prints. */
    public static <T> Shape<T> of(String name, Function<T, ?> id) {
        return new Shape<>(name, id);
    }

    /** Adds a field that the table shows too. */
    public Shape<T> column(String name, Kind kind, String description, Value<T> value) {
        fields.add(new Field<>(name, kind, description, true, value));
        return this;
    }

    /** Adds a field that only programs and {@code show} see. */
    public Shape<T> field(String name, Kind kind, String description, Value<T> value) {
        fields.add(new Field<>(name, kind, description, false, value));
        return this;
    }

    /** Adds fields of a part, or of a more general thing. */
    public Shape<T> with(List<? extends Field<? super T>> more) {
        more.forEach(this::add);
        return this;
    }

    private void add(Field<? super T> field) {
        fields.add(new Field<>(field.name(), field.kind(), field.description(), field.inTable(), field::of));
    }

    public String name() {
        return name;
    }

    public List<Field<T>> fields() {
        return List.copyOf(fields);
    }

    List<Field<T>> columns() {
        return fields.stream().filter(Field::inTable).toList();
    }

    String id(T row) {
        return String.valueOf(id.apply(row));
    }
}
