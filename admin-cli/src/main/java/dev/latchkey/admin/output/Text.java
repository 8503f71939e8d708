package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.Visible;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as text. */
final class Text {

    private Text() {}

    /** For people: everything that does not show is escaped, lengths of time are {@code 5m}. */
    static String forPeople(@Nullable Object value) {
        return Visible.text(value instanceof Duration duration ? Durations.format(duration) : forPrograms(value));
    }

    /** For programs: exact; lists are separated by spaces, lengths of time are seconds, nothing is nothing. */
    static String forPrograms(@Nullable Object value) {
        // No switch over types: Java generates a class for it in each run.
        if (value instanceof Instant time) {
            return time(time);
        }
        if (value instanceof Duration duration) {
            return Long.toString(duration.toSeconds());
        }
        if (value instanceof Map<?, ?> object) {
            return object.isEmpty() ? "" : Json.text(object);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Text::forPrograms).collect(Collectors.joining(" "));
        }
        return value == null ? "" : value.toString();
    }

    /** RFC 3339 in UTC, to the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
