package dev.latchkey.admin.config;

import org.jspecify.annotations.Nullable;

/**
 * A field that a change changes.
 *
 * @param before null when there was nothing
 * @param after null when there is nothing any more
 */
public record Difference(
        String field, @Nullable Object before, @Nullable Object after) {}
