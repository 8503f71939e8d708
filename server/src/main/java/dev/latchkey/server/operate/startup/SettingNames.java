package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.settings.SettingRules;
import dev.latchkey.server.settings.SettingRules.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Refuses what looks like a setting and is none: a misspelt one would silently be the default. The environment and system
 * properties are checked here; {@link SettingValues} has files and arguments checked.
 */
public final class SettingNames implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    /** Read by the launchers and the tests, not by the server. */
    private static final Set<String> OTHERS = Set.of("latchkeyjavahome", "latchkeytestdatabase");

    private static final Set<String> OF_THE_PROCESS = Set.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private static final Pattern OURS = Pattern.compile("latchkey[._].*", Pattern.CASE_INSENSITIVE);

    private static final Pattern ITEM = Pattern.compile("\\[\\d+]$");

    private static final Pattern NUMBER = Pattern.compile("_\\d+$");

    /**
     * Looks through the environment.
     *
     * @throws ConfigurationException naming the first setting that there is not
     */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        Map<String, Object> variables = environment.getSystemEnvironment();
        refuseUnknown(variables, name -> isVariable(name, variables.keySet()) || isProperty(name));
        refuseUnknown(environment.getSystemProperties(), SettingNames::isProperty);
    }

    private static void refuseUnknown(Map<String, Object> source, Predicate<String> known) {
        source.entrySet().stream()
                .filter(entry -> !ServiceLinks.isLink(entry.getKey(), String.valueOf(entry.getValue())))
                .map(Map.Entry::getKey)
                .filter(name -> OURS.matcher(name).matches())
                .filter(known.negate())
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
                        .filter(name -> OURS.matcher(name).matches())
                        .filter(name -> !isProperty(name))
                        .sorted()
                        .map(name -> OperatorsView.written(source, name)))
                .findFirst()
                .ifPresent(SettingNames::refuse);
    }

    private static void refuse(String name) {
        throw new ConfigurationException("There is no setting " + OperatorsView.shown(name)
                + ": see the list of settings in docs/configuration.md.");
    }

    /**
     * The framework looks for a variable under two names: with the dashes of the setting as underscores, and without them. An
     * item of a list is numbered at the end, and is lost without the first one.
     */
    private static boolean isVariable(String name, Set<String> all) {
        String written = name.toLowerCase(Locale.ROOT);
        String list = NUMBER.matcher(written).replaceFirst("");
        boolean hasFirst = all.contains(NUMBER.matcher(name).replaceFirst("_0"));
        return OTHERS.contains(OperatorsView.uniform(name))
                || SettingRules.all().stream()
                        .anyMatch(setting -> spellings(setting)
                                .anyMatch(variable -> variable.equals(written)
                                        || (isList(setting) && hasFirst && variable.equals(list))));
    }

    private static Stream<String> spellings(Setting setting) {
        return Stream.of("", "_").map(dash -> setting.name().replace("-", dash).replace('.', '_'));
    }

    /** The framework compares dots of properties too. An item of a list is numbered in brackets. */
    private static boolean isProperty(String name) {
        String written = withDots(name);
        return SettingRules.all().stream()
                .anyMatch(setting -> withDots(setting.name())
                        .equals(isList(setting) ? ITEM.matcher(written).replaceFirst("") : written));
    }

    private static boolean isList(Setting setting) {
        return setting.component().getType() == List.class;
    }

    private static String withDots(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.\\[\\]]", "");
    }
}
