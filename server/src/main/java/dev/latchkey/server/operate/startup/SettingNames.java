package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.settings.ServerSettings;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Refuses environment variables and system properties that look like settings and are none: a misspelt one would
 * silently be the default. (Boot itself looks only at files and arguments.)
 */
public final class SettingNames implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Read by the launchers and the tests, not by the server. */
    private static final Set<String> OTHERS = Set.of("latchkeyjavahome", "latchkeytestdatabase");

    /**
     * Looks through the environment.
     *
     * @throws ConfigurationException naming the first setting that there is not
     */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        Set<String> known = known("latchkey", ServerSettings.class).collect(Collectors.toCollection(HashSet::new));
        known.addAll(OTHERS);
        refuseUnknown(environment.getSystemEnvironment(), known);
        refuseUnknown(environment.getSystemProperties(), known);
    }

    private static void refuseUnknown(Map<String, Object> source, Set<String> known) {
        source.entrySet().stream()
                .filter(entry -> !ServiceLinks.isLink(entry.getKey(), String.valueOf(entry.getValue())))
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("LATCHKEY_") || name.startsWith("latchkey."))
                // A list is numbered: LATCHKEY_REGISTRATION_SCOPES_0.
                .filter(name -> !known.contains(uniform(name).replaceFirst("\\d+$", "")))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigurationException(
                            "There is no setting " + name + ": see the list of settings in docs/configuration.md.");
                });
    }

    /** The names of all settings, in the form that all ways of writing them have in common. */
    private static Stream<String> known(String prefix, Class<?> type) {
        return Stream.of(type.getRecordComponents()).flatMap(component -> {
            String name = uniform(prefix + component.getName());
            return isGroup(component) ? known(name, component.getType()) : Stream.of(name);
        });
    }

    private static boolean isGroup(RecordComponent component) {
        return component.getType().isRecord();
    }

    private static String uniform(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
