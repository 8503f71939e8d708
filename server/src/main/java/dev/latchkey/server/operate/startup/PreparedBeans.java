package dev.latchkey.server.operate.startup;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.ClassUtils;

/**
 * Takes the beans as the build prepared them, which saves a sixth of the start, where no setting decides which beans there
 * are. Such settings are three of ours and, of the framework, all but some that beans only read.
 */
public final class PreparedBeans implements EnvironmentPostProcessor, Ordered {

    /** Off by default. */
    static final List<String> DECIDING =
            List.of(OptionalParts.ENDPOINT, "latchkey.mail.host", "latchkey.registration.enabled");

    private static final List<String> OF_THE_FRAMEWORK = List.of("spring.", "server.", "management.");

    /** Part of the name of the source that was there when the beans were prepared. */
    private static final String OURS = "class path resource [application.properties]";

    /** Read by beans, and by no condition for one. */
    private static final List<String> HARMLESS = List.of(
            "spring.application.",
            "spring.config.",
            "spring.lifecycle.",
            "spring.ssl.",
            "server.ssl.",
            "server.tomcat.",
            "management.server.",
            "server.maxhttprequestheadersize");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (SpringProperties.getProperty(AotDetector.AOT_ENABLED) == null
                && isPrepared(application.getMainApplicationClass())
                && fits(environment)) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        }
    }

    /** Not in tests that run classes which are in no jar. */
    private static boolean isPrepared(@Nullable Class<?> application) {
        return application != null
                && ClassUtils.isPresent(
                        application.getName() + "__ApplicationContextInitializer", application.getClassLoader());
    }

    /** Whether the settings leave the beans as they are by default. */
    static boolean fits(ConfigurableEnvironment environment) {
        return DECIDING.stream().allMatch(name -> isOff(environment.getProperty(name, "")))
                && environment.getPropertySources().stream()
                        .filter(source -> !source.getName().contains(OURS))
                        .filter(EnumerablePropertySource.class::isInstance)
                        .flatMap(source -> names((EnumerablePropertySource<?>) source))
                        .noneMatch(PreparedBeans::mayDecide);
    }

    private static boolean isOff(String value) {
        return value.isBlank() || value.equals("false");
    }

    private static Stream<String> names(EnumerablePropertySource<?> source) {
        return Arrays.stream(source.getPropertyNames());
    }

    private static boolean mayDecide(String name) {
        String uniform = name.toLowerCase(Locale.ROOT).replace('_', '.').replace("-", "");
        return OF_THE_FRAMEWORK.stream().anyMatch(uniform::startsWith)
                && HARMLESS.stream().noneMatch(uniform::startsWith);
    }

    /** After the files are read, and before {@link OptionalParts}, which sets names of the framework. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 2;
    }
}
