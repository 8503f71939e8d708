package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.settings.SettingRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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

    private static final Pattern ITEM = Pattern.compile("\\[\\d+]$");

    private static final Pattern NUMBER = Pattern.compile("\\d+$");

    /**
     * Looks through the environment.
     *
     * @throws ConfigurationException naming the first setting that there is not
     */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        refuseUnknown(environment.getSystemEnvironment(), "LATCHKEY_", SettingNames::isVariable);
        refuseUnknown(environment.getSystemProperties(), "latchkey.", SettingNames::isProperty);
    }

    private static void refuseUnknown(Map<String, Object> source, String beginning, Predicate<String> known) {
        source.entrySet().stream()
                .filter(entry -> !ServiceLinks.isLink(entry.getKey(), String.valueOf(entry.getValue())))
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(beginning))
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
                        .filter(name -> name.toLowerCase(Locale.ROOT).matches("latchkey[._].*"))
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

    /** Of a variable the framework compares letters and digits. An item of a list is numbered at the end. */
    private static boolean isVariable(String name) {
        return isKnown(OperatorsView.uniform(name), OperatorsView::uniform, NUMBER)
                || OTHERS.contains(OperatorsView.uniform(name));
    }

    /** Of a property it compares dots too. An item of a list is numbered in brackets. */
    private static boolean isProperty(String name) {
        return isKnown(withDots(name), SettingNames::withDots, ITEM);
    }

    private static String withDots(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.\\[\\]]", "");
    }

    private static boolean isKnown(String written, UnaryOperator<String> form, Pattern item) {
        String list = item.matcher(written).replaceFirst("");
        return SettingRules.all().stream()
                .filter(setting -> setting.component().getType() == List.class
                        ? form.apply(setting.name()).equals(list)
                        : form.apply(setting.name()).equals(written))
                .findAny()
                .isPresent();
    }
}
