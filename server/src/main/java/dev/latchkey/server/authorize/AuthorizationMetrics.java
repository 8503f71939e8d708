package dev.latchkey.server.authorize;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the answers to authorization requests that clients get. */
public final class AuthorizationMetrics {

    /** The outcome of a request that was answered with a code. */
    static final String CODE = "code";

    private final MeterProvider<Counter> answered;

    public AuthorizationMetrics(MeterRegistry registry) {
        this.answered = Counter.builder("latchkey.authorizations")
                .description("Answers to authorization requests by outcome")
                .withRegistry(registry);
        // There from the beginning: a counter that appears with its first event hides that event from rate().
        answered.withTags("outcome", CODE);
    }

    /**
     * Counts one.
     *
     * @param outcome {@link #CODE} or the error of the answer
     */
    void count(String outcome) {
        answered.withTags("outcome", outcome).increment();
    }
}
