package dev.latchkey.server.settings;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values that the operator gave to a group of settings. The records are made by code. The framework would call
 * constructors by reflection, and Java would generate a class for each parameter at every start.
 */
public final class Values {

    private final String group;
    private final Map<String, ?> given;

    /**
     * The values of all settings.
     *
     * @param given by the names in the documentation, of the types that {@link SettingRules} has
     */
    public Values(Map<String, ?> given) {
        this("latchkey", given);
    }

    private Values(String group, Map<String, ?> given) {
        this.group = group;
        this.given = given;
    }

    /** The values of a group within this one. */
    Values group(String name) {
        return new Values(group + "." + name, given);
    }

    /** Null when it is not given. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // read with the type of the component
    <T> @Nullable T get(String name) {
        return (T) given.get(group + "." + name);
    }

    <T> T get(String name, T byDefault) {
        T value = get(name);
        return Objects.requireNonNullElse(value, byDefault);
    }
}
