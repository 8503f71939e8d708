package dev.latchkey.server.operate;

import dev.latchkey.server.clock.DatabaseClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Metrics of the conditions of readiness, the clock, and rows that were left out because they could not be read. */
public final class TrustMetrics {

    /** The metrics need a reference to what they show that lasts as long as the server. */
    private final List<Condition> conditions;

    private final Map<String, IntSupplier> leftOut;

    /**
     * Registers them.
     *
     * @param leftOut how many rows could not be read, by the name of what they are
     */
    public TrustMetrics(
            MeterRegistry registry, List<Condition> conditions, DatabaseClock clock, Map<String, IntSupplier> leftOut) {
        this.conditions = conditions;
        this.leftOut = leftOut;
        this.conditions.forEach(condition -> Gauge.builder(
                        "latchkey.ready", condition, one -> one.flaw().isEmpty() ? 1 : 0)
                .description("Whether a condition of readiness holds")
                .tag("condition", condition.name())
                .register(registry));
        this.leftOut.forEach(
                (rows, count) -> Gauge.builder("latchkey.directory.unreadable.rows", count, IntSupplier::getAsInt)
                        .description("Rows that cannot be read and are left out")
                        .tag("rows", rows)
                        .register(registry));
        TimeGauge.builder(
                        "latchkey.clock.offset",
                        clock,
                        TimeUnit.SECONDS,
                        one -> one.offset().toMillis() / 1000.0)
                .description("How far the clock of this machine is ahead of the database's")
                .register(registry);
    }
}
