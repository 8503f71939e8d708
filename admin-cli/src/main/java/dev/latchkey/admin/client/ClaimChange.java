package dev.latchkey.admin.client;

import dev.latchkey.core.client.Claims;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One claim that is to be set or removed.
 *
 * @param value null to remove it
 */
record ClaimChange(String name, @Nullable Object value) {

    /** Reads {@code NAME=VALUE}. */
    static final class Converter implements ITypeConverter<ClaimChange> {

        @Override
        public ClaimChange convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException("NAME=VALUE is expected, or NAME= to remove a claim.");
            }
            String name = text.substring(0, equals);
            String value = text.substring(equals + 1);
            try {
                // What is not allowed any more can still be removed.
                return value.isEmpty() ? new ClaimChange(name, null) : set(name, value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }

        private static ClaimChange set(String name, String value) {
            Claims.checkName(name);
            return new ClaimChange(name, Claims.value(value));
        }
    }

    /**
     * {@code claims} with these changes; everything else stays.
     *
     * @throws IllegalArgumentException when one is named twice, or that is too much
     */
    static Claims apply(List<ClaimChange> changes, Claims claims) {
        Set<String> named = new HashSet<>();
        Claims changed = claims;
        // First what goes, so that it makes room.
        for (ClaimChange change : changes) {
            if (!named.add(change.name)) {
                throw new IllegalArgumentException("The claim '" + change.name + "' is named twice.");
            }
            changed = change.value == null ? changed.without(change.name) : changed;
        }
        for (ClaimChange change : changes) {
            changed = change.value == null ? changed : changed.with(change.name, change.value);
        }
        return changed;
    }
}
