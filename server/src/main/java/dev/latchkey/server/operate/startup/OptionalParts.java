package dev.latchkey.server.operate.startup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Enables optional parts of the framework, traces and the log in JSON, only when they are configured, because they cost
 * time at each start and request. Each is one setting of ours and several of the framework's.
 */
public final class OptionalParts implements EnvironmentPostProcessor, Ordered {

    static final String ENDPOINT = "latchkey.tracing.endpoint";
    private static final String FORMAT = "latchkey.log.format";

    private static final List<String> TRACING = List.of(
            "micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
            "micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration",
            "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
            "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
            "webmvc.autoconfigure.WebMvcObservationAutoConfiguration");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> properties = new LinkedHashMap<>();
        String endpoint = environment.getProperty(ENDPOINT, "");
        if (!endpoint.isEmpty()) {
            properties.put("management.opentelemetry.tracing.export.otlp.endpoint", endpoint);
        } else {
            properties.put(
                    "spring.autoconfigure.exclude",
                    TRACING.stream()
                            .map(name -> "org.springframework.boot." + name)
                            .collect(Collectors.joining(",")));
        }
        if (environment.getProperty(FORMAT, "").equalsIgnoreCase("json")) {
            // The Elastic Common Schema: a published one, where everything has its name.
            properties.put("logging.structured.format.console", "ecs");
        }
        PropertySource<?> ours = new MapPropertySource("optionalParts", properties);
        environment.getPropertySources().addFirst(ours);
    }

    /** After the files are read. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 1;
    }
}
