package dev.latchkey.server.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry traces, {@code latchkey.tracing}. {@code OptionalParts} passes them to the framework.
 *
 * @param endpoint where they go, with OTLP over HTTP; null for no traces
 * @param sampling the share of requests, from 0 to 1, that are traced when the caller does not decide it
 */
public record TracingSettings(@Nullable URI endpoint, double sampling) {

    static TracingSettings of(Values values) {
        return new TracingSettings(values.get("endpoint"), values.get("sampling", 0.1));
    }

    /** Checks the share. */
    public TracingSettings {
        if (!(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException("latchkey.tracing.sampling is a number from 0 to 1.");
        }
    }
}
