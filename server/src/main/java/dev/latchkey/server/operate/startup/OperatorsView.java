package dev.latchkey.server.operate.startup;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Settings under the names that the operator wrote: a variable, an argument, or a line of a file. */
final class OperatorsView {

    private static final int LONGEST = 100;

    private final ConfigurableEnvironment environment;

    OperatorsView(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** Where a setting comes from, {@code LATCHKEY_PORT} say; its name where it comes from nowhere. */
    String name(String setting) {
        return environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals("configurationProperties"))
                .flatMap(source -> source instanceof EnumerablePropertySource<?> enumerable
                        ? Arrays.stream(enumerable.getPropertyNames())
                                .filter(name -> isSame(setting, name))
                                .map(name -> written(source, name))
                        : Stream.empty())
                .findFirst()
                .orElse(setting);
    }

    private static boolean isSame(String setting, String name) {
        // A list is numbered.
        return uniform(name).equals(uniform(setting))
                || uniform(name).replaceFirst("\\d+$", "").equals(uniform(setting));
    }

    /** A name as it is written in a source. */
    static String written(PropertySource<?> source, String name) {
        if (source instanceof CommandLinePropertySource<?>) {
            return "--" + name;
        }
        return switch (source.getName()) {
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> name;
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "-D" + name;
            case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME -> "--" + name;
            default -> {
                Origin origin = source instanceof OriginLookup<?> ? origin(source, name) : null;
                yield origin == null ? name : name + " in " + origin;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Origin origin(PropertySource<?> source, String name) {
        return ((OriginLookup<String>) source).getOrigin(name);
    }

    /** A value as it can be shown in one line. */
    static String shown(String value) {
        String visible = value.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "…";
    }

    /** The form that all ways of writing a name have in common. */
    static String uniform(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
