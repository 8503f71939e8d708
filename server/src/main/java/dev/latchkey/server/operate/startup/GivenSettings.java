package dev.latchkey.server.operate.startup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Decides what is configuration, before any file of it is read: the environment, the arguments and the files that they
 * name. Files of the working directory, empty values and the variables that Kubernetes sets for services are ignored.
 */
public final class GivenSettings implements EnvironmentPostProcessor, Ordered {

    private static final String LOCATION = "spring.config.location";

    /** Ours, which the operator's files come after and win over. */
    private static final String OURS = "classpath:/application.properties";

    /** Of ours and, as far as they are documented, of the framework. */
    private static final Pattern SETTING =
            Pattern.compile("(latchkey|server|spring|management|logging)[._].*", Pattern.CASE_INSENSITIVE);

    private final Log log;

    public GivenSettings(DeferredLogFactory logs) {
        this.log = logs.getLog(GivenSettings.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!isOurs(application)) {
            return;
        }
        ignoreLinks(environment.getPropertySources());
        ignoreEmpty(environment.getPropertySources());
        String given = environment.getProperty(LOCATION);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "configurationFiles", Map.of(LOCATION, given == null ? OURS : OURS + "," + given)));
    }

    /** The tests start other applications too, which see our files on the class path and must not read them. */
    static boolean isOurs(SpringApplication application) {
        return application.getAllSources().stream()
                .noneMatch(source ->
                        source instanceof Class<?> type && !type.getName().startsWith("dev.latchkey.server."));
    }

    private void ignoreLinks(MutablePropertySources sources) {
        PropertySource<?> source = sources.get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        if (!(source instanceof EnumerablePropertySource<?> variables)) {
            return;
        }
        TreeSet<String> links = new TreeSet<>();
        for (String name : variables.getPropertyNames()) {
            if (ServiceLinks.isLink(name, String.valueOf(variables.getProperty(name)))) {
                links.add(name);
            }
        }
        if (!links.isEmpty()) {
            replace(sources, variables, links);
            log.info("Ignored what Kubernetes says of services whose names begin with latchkey or management ("
                    + links.getFirst() + (links.size() == 1 ? "" : " and " + (links.size() - 1) + " more")
                    + "): enableServiceLinks: false leaves it out");
        }
    }

    /** Whether a name may be that of a setting. */
    static boolean isSetting(String name) {
        return SETTING.matcher(name).matches();
    }

    /** An empty value counts as not set: another source or the default applies. */
    static void ignoreEmpty(MutablePropertySources sources) {
        for (PropertySource<?> source : sources.stream().toList()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                TreeSet<String> empty = new TreeSet<>();
                for (String name : enumerable.getPropertyNames()) {
                    if (isSetting(name) && isBlank(enumerable.getProperty(name))) {
                        empty.add(name);
                    }
                }
                if (!empty.isEmpty()) {
                    replace(sources, enumerable, empty);
                }
            }
        }
    }

    private static boolean isBlank(@Nullable Object value) {
        Object bare = value instanceof OriginTrackedValue tracked ? tracked.getValue() : value;
        return bare instanceof CharSequence text && text.toString().isBlank();
    }

    private static void replace(
            MutablePropertySources sources, EnumerablePropertySource<?> source, Set<String> without) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : source.getPropertyNames()) {
            Object value =
                    source instanceof MapPropertySource map ? map.getSource().get(name) : source.getProperty(name);
            if (!without.contains(name) && value != null) {
                values.put(name, value);
            }
        }
        String name = source.getName();
        PropertySource<?> replacement = source instanceof SystemEnvironmentPropertySource
                ? new SystemEnvironmentPropertySource(name, values)
                : source instanceof OriginTrackedMapPropertySource
                        ? new OriginTrackedMapPropertySource(name, values)
                        : new MapPropertySource(name, values);
        sources.replace(name, replacement);
    }

    /** Before the files are read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }
}
