package dev.latchkey.server.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * OpenTelemetry traces, {@code latchkey.tracing}. {@code OptionalParts} passes them to the framework.
 *
 * @param endpoint where they go, with OTLP over HTTP; null for no traces
 * @param sampling the share of requests, from 0 to 1, that are traced when the caller does not decide it
 */
public record TracingSettings(
        @Nullable URI endpoint, @DefaultValue("0.1") double sampling) {

    /** Checks the share. */
    public TracingSettings {
        if (!(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException("latchkey.tracing.sampling is a number from 0 to 1.");
        }
    }
}
