package dev.latchkey.server.par;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the requests that clients push. */
final class PushedRequestMetrics {

    private static final String PUSHED = "pushed";

    private final MeterProvider<Counter> pushed;

    PushedRequestMetrics(MeterRegistry registry) {
        this.pushed = Counter.builder("latchkey.pushed.requests")
                .description("Pushed authorization requests by outcome")
                .withRegistry(registry);
        // There from the beginning: a counter that appears with its first event hides that event from rate().
        pushed.withTags("outcome", PUSHED);
    }

    void countPushed() {
        pushed.withTags("outcome", PUSHED).increment();
    }

    void countRefused(String error) {
        pushed.withTags("outcome", error).increment();
    }
}
