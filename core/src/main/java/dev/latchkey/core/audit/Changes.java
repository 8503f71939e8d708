package dev.latchkey.core.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that a change changed, each with its value before and after. Never contains a secret. */
public final class Changes {

    public static final Changes NONE = new Changes(new TreeMap<>());

    private record Field(@Nullable String before, @Nullable String after) {}

    private final SortedMap<String, Field> fields;

    private Changes(SortedMap<String, Field> fields) {
        this.fields = fields;
    }

    /** Compares two states; a field that is missing in one of them is null there. */
    public static Changes between(Map<String, @Nullable String> before, Map<String, @Nullable String> after) {
        SortedMap<String, Field> changed = new TreeMap<>();
        before.forEach((name, value) -> changed.put(name, new Field(value, after.get(name))));
        after.forEach((name, value) -> changed.putIfAbsent(name, new Field(null, value)));
        changed.values().removeIf(field -> Objects.equals(field.before, field.after));
        return new Changes(changed);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** By the names of the fields, each with {@code before} and {@code after}. */
    Map<String, Map<String, @Nullable String>> values() {
        Map<String, Map<String, @Nullable String>> values = new TreeMap<>();
        fields.forEach((name, field) -> {
            Map<String, @Nullable String> value = new HashMap<>();
            value.put("before", field.before);
            value.put("after", field.after);
            values.put(name, value);
        });
        return values;
    }
}
