package dev.latchkey.admin.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application of a file does to one object.
 *
 * @param before null for an object that is added
 * @param after null for an object that is deleted
 * @param <T> the object
 */
public record Change<T>(
        String name, @Nullable T before, @Nullable T after, List<Difference> differences) {

    public boolean adds() {
        return before == null;
    }

    public boolean deletes() {
        return after == null;
    }

    /** {@code +}, {@code ~} or {@code -}. */
    public String sign() {
        return adds() ? "+" : deletes() ? "-" : "~";
    }
}
