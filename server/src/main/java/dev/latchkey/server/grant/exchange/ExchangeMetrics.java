package dev.latchkey.server.grant.exchange;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts exchanges by outcome. */
public final class ExchangeMetrics {

    /** What becomes of an exchange. */
    enum Outcome {
        EXCHANGED,
        /** The subject token is none of this server, or has expired. */
        FORGED,
        /** It was not sent to a resource that the client serves. */
        NOT_SERVED,
        /** It was exchanged too often. */
        TOO_DEEP,
        /** It is bound, and the request has nothing to bind the new token to. */
        UNPROVED,
        /** The client may not get tokens for the resource. */
        TARGET,
        /** Nothing of the scope is left, or what was requested is not. */
        SCOPE,
        /** The token, its subject, the actor or a resource has ended. */
        ENDED
    }

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    public ExchangeMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("latchkey.exchange")
                            .description("Access tokens presented for an exchange, by outcome")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(Outcome outcome) {
        Objects.requireNonNull(counters.get(outcome)).increment();
    }
}
