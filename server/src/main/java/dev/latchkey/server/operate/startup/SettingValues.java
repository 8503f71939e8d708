package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.DatabaseUrl;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.settings.SettingRules;
import dev.latchkey.server.settings.SettingRules.Setting;
import dev.latchkey.server.settings.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;

/**
 * Reads every setting before the framework uses one of them, and names a wrong one as the operator wrote it, with its value
 * and with what is allowed.
 */
public final class SettingValues implements EnvironmentPostProcessor, Ordered {

    private static final Pattern NAME = Pattern.compile("(?<![/\\w.'-])latchkey(\\.[a-z-]+)+");

    private static final Map<String, String> PORTS =
            Map.of("latchkey.port", "server.port", "latchkey.management-port", "management.server.port");

    private static final Pattern OF_ENDPOINTS =
            Pattern.compile("management[._](endpoints?|health)[._]", Pattern.CASE_INSENSITIVE);

    private static final Set<String> METRICS_OFF =
            Set.of("managementprometheusmetricsexportenabled", "managementdefaultsmetricsexportenabled");

    private static final Set<String> OF_THE_MANAGEMENT_PORT = Set.of("managementserverport", "managementserveraddress");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!GivenSettings.isOurs(application)) {
            return;
        }
        GivenSettings.ignoreEmpty(environment.getPropertySources());
        ServerSettings settings = read(environment);
        // Conditions for beans compare words, and the operator may have written "yes".
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "switches",
                        Map.of(
                                "latchkey.registration.enabled",
                                settings.registration().enabled())));
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("serverSettings", settings));
    }

    /**
     * Reads them all.
     *
     * @throws ConfigurationException naming the first one that is wrong, or does not exist
     */
    static ServerSettings read(ConfigurableEnvironment environment) {
        OperatorsView view = new OperatorsView(environment);
        SettingNames.refuseUnknown(environment);
        // The ports first: the default of the issuer contains one.
        readAll(environment, view, setting -> PORTS.containsKey(setting.name()));
        refuseWithoutEffect(environment);
        settlePorts(environment);
        Map<String, Object> values = readAll(environment, view, setting -> true);
        return together(values, view);
    }

    private static Map<String, Object> readAll(
            ConfigurableEnvironment environment, OperatorsView view, Predicate<Setting> wanted) {
        Binder binder = Binder.get(environment);
        Map<String, Object> values = new HashMap<>();
        SettingRules.all().stream().filter(wanted).forEach(setting -> {
            Object value = read(setting, binder, view);
            if (value != null) {
                values.put(setting.name(), value);
            }
        });
        return values;
    }

    /** Refuses what parts of the framework would read that this server does not have, so that it would have no effect. */
    private static void refuseWithoutEffect(ConfigurableEnvironment environment) {
        environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .forEach(name -> withoutEffect(name).ifPresent(instead -> {
                    throw new ConfigurationException(
                            "There is no setting " + new OperatorsView(environment).name(name) + ": " + instead + ".");
                }));
    }

    private static Optional<String> withoutEffect(String name) {
        String uniform = OperatorsView.uniform(name);
        if (uniform.startsWith("managementserver") && !OF_THE_MANAGEMENT_PORT.contains(uniform)) {
            return Optional.of("the management port has an address (management.server.address), and no TLS");
        }
        if (OF_ENDPOINTS.matcher(name).lookingAt() || METRICS_OFF.contains(uniform)) {
            return Optional.of("health and metrics are the same for every server, as docs/observability.md has them");
        }
        return Optional.empty();
    }

    /**
     * Gives the ports to our settings where the operator used the framework's names. The framework itself does not see
     * that of the management port, for which it would start a web server and a context of beans.
     */
    private static void settlePorts(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        OperatorsView view = new OperatorsView(environment);
        Map<String, Object> ports = new HashMap<>();
        SettingRules.all().stream()
                .filter(setting -> PORTS.containsKey(setting.name()))
                .forEach(setting -> {
                    String name = String.valueOf(PORTS.get(setting.name()));
                    port(name, setting.rule(), binder, view).ifPresent(port -> ports.put(setting.name(), port));
                });
        // Empty, so that it counts as not set.
        ports.put("management.server.port", "");
        environment.getPropertySources().addFirst(new MapPropertySource("ports", ports));
    }

    /** The framework's names, which an operator may use too, have to be what ours have to be. */
    private static Optional<Integer> port(String name, SettingRules.Rule rule, Binder binder, OperatorsView view) {
        try {
            Optional<Integer> port =
                    Optional.ofNullable(binder.bind(name, Integer.class).orElse(null));
            if (port.filter(rule.accepts().negate()).isEmpty()) {
                return port;
            }
        } catch (BindException e) {
            // Named below.
        }
        throw wrong(name, binder.bind(name, String.class).orElse(""), rule, view);
    }

    private static @Nullable Object read(Setting setting, Binder binder, OperatorsView view) {
        Object value;
        try {
            ResolvableType type =
                    ResolvableType.forMethodReturnType(setting.component().getAccessor());
            value = binder.bind(setting.name(), Bindable.of(type)).orElse(null);
        } catch (BindException e) {
            throw wrong(setting, written(setting, binder), view);
        }
        if (value == null) {
            return null;
        }
        if (setting.name().equals("latchkey.db.url")) {
            DatabaseUrl.fault(value.toString()).ifPresent(fault -> {
                throw new ConfigurationException(view.name(setting.name()) + " " + fault + ".");
            });
        }
        if (!setting.rule().accepts().test(value)) {
            throw wrong(setting, written(setting, binder), view);
        }
        return value;
    }

    private static @Nullable String written(Setting setting, Binder binder) {
        try {
            return binder.bind(setting.name(), Bindable.of(String.class)).orElse(null);
        } catch (BindException e) {
            // A list that is written as one, item by item.
            return null;
        }
    }

    private static ConfigurationException wrong(Setting setting, @Nullable String value, OperatorsView view) {
        return wrong(setting.name(), setting.isSecret() ? null : value, setting.rule(), view);
    }

    private static ConfigurationException wrong(
            String name, @Nullable String value, SettingRules.Rule rule, OperatorsView view) {
        String given = value == null ? "cannot be used" : "is '" + OperatorsView.shown(value) + "'";
        return new ConfigurationException(view.name(name) + " " + given + ": it has to be " + rule.allowed() + ".");
    }

    /** Makes the settings. The records check those that depend on each other. */
    private static ServerSettings together(Map<String, Object> values, OperatorsView view) {
        try {
            return ServerSettings.of(new Values(values));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(inTheirWords(String.valueOf(e.getMessage()), view));
        }
    }

    private static String inTheirWords(String refusal, OperatorsView view) {
        return NAME.matcher(refusal).replaceAll(name -> Matcher.quoteReplacement(view.name(name.group())));
    }

    /** After {@link OptionalParts}. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
