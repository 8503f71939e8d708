package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.settings.SettingRules;
import dev.latchkey.server.settings.SettingRules.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Refuses what looks like a setting and is none: a misspelt one would silently be the default. The environment comes before
 * files are read, since it may say which.
 */
public final class SettingNames implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Read by the launchers and the tests, not by the server. */
    private static final Set<String> OTHERS = Set.of("latchkeyjavahome", "latchkeytestdatabase");

    private static final Set<String> OF_THE_PROCESS = Set.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private static final Set<String> KNOWN = names(setting -> true);

    /** Their items are numbered: {@code LATCHKEY_REGISTRATION_SCOPES_0}. */
    private static final Set<String> LISTS =
            names(setting -> setting.component().getType() == List.class);

    /**
     * Looks through the environment.
     *
     * @throws ConfigurationException naming the first setting that there is not
     */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        refuseUnknown(environment.getSystemEnvironment());
        refuseUnknown(environment.getSystemProperties());
    }

    private static void refuseUnknown(Map<String, Object> source) {
        source.entrySet().stream()
                .filter(entry -> !ServiceLinks.isLink(entry.getKey(), String.valueOf(entry.getValue())))
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith("LATCHKEY_") || name.startsWith("latchkey."))
                .filter(name -> !isKnown(name))
                .sorted()
                .findFirst()
                .ifPresent(SettingNames::refuse);
    }

    /**
     * Looks through files and arguments.
     *
     * @throws ConfigurationException naming the first setting that there is not
     */
    static void refuseUnknown(ConfigurableEnvironment environment) {
        environment.getPropertySources().stream()
                .filter(source -> !OF_THE_PROCESS.contains(source.getName()))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
                        .filter(name -> name.toLowerCase(Locale.ROOT).matches("latchkey[._].*"))
                        .filter(name -> !isKnown(name))
                        .sorted()
                        .map(name -> OperatorsView.written(source, name)))
                .findFirst()
                .ifPresent(SettingNames::refuse);
    }

    private static void refuse(String name) {
        throw new ConfigurationException(
                "There is no setting " + name + ": see the list of settings in docs/configuration.md.");
    }

    private static boolean isKnown(String name) {
        String uniform = OperatorsView.uniform(name);
        return KNOWN.contains(uniform) || OTHERS.contains(uniform) || LISTS.contains(uniform.replaceFirst("\\d+$", ""));
    }

    private static Set<String> names(Predicate<Setting> wanted) {
        return SettingRules.all().stream()
                .filter(wanted)
                .map(setting -> OperatorsView.uniform(setting.name()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
