package dev.latchkey.server.grant.refresh;

import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshOutcome.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts presented refresh tokens by outcome, replays among them. */
public final class RefreshMetrics {

    private final Counter rotated;
    private final Counter grace;
    private final Counter forged;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

    public RefreshMetrics(MeterRegistry registry) {
        this.rotated = counter(registry, "rotated");
        this.grace = counter(registry, "grace");
        this.forged = counter(registry, "forged");
        for (Refusal refusal : Refusal.values()) {
            String outcome =
                    refusal == Refusal.REUSED ? "reuse" : refusal.name().toLowerCase(Locale.ROOT);
            refused.put(refusal, counter(registry, outcome));
        }
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("latchkey.refresh")
                .description("Refresh tokens presented, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Counts the outcome of a refresh. */
    public void count(RefreshOutcome outcome) {
        Counter counter = switch (outcome) {
            case RefreshOutcome.Rotated ignored -> rotated;
            case RefreshOutcome.Repeated ignored -> grace;
            case RefreshOutcome.Refused(Refusal reason) -> refused.get(reason);
        };
        if (counter != null) {
            counter.increment();
        }
    }

    /** Counts a token that this server did not make for this client. */
    public void countForged() {
        forged.increment();
    }
}
