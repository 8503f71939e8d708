package dev.latchkey.server.login;

import dev.latchkey.server.edge.Failures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts passwords, and codes of second factors, that were sent with the pages by what came of them. */
public final class SignInMetrics {

    private static final String SUCCESS = "success";
    private static final String REFUSED = "refused";
    private static final String SECOND_FACTOR = "second_factor";

    private final MeterProvider<Counter> tried;
    private final MeterProvider<Counter> factors;

    public SignInMetrics(MeterRegistry registry) {
        this.tried = Counter.builder("latchkey.page.sign.ins")
                .description("Sign-ins on the page by outcome")
                .withRegistry(registry);
        this.factors = Counter.builder("latchkey.page.second.factors")
                .description("Codes of second factors on the page by outcome")
                .withRegistry(registry);
        // There from the beginning: a counter that appears with its first event hides that event from rate().
        List.of(SUCCESS, REFUSED, SECOND_FACTOR).forEach(outcome -> tried.withTags("outcome", outcome));
        List.of(SUCCESS, REFUSED).forEach(outcome -> factors.withTags("outcome", outcome));
    }

    /**
     * Counts a password: {@code success}, {@code second_factor} when it was right and is not enough, {@code refused}, or the
     * outcome of the failure that it throws.
     */
    PasswordStep.Outcome count(Supplier<PasswordStep.Outcome> signIn) {
        return count(tried, signIn, done -> switch (done) {
            case PasswordStep.Begun begun -> SUCCESS;
            case PasswordStep.NeedsFactor needs -> SECOND_FACTOR;
            case PasswordStep.Wrong wrong -> REFUSED;
        });
    }

    /** Counts a code; true when it was right. */
    boolean countFactor(BooleanSupplier code) {
        return count(factors, code::getAsBoolean, right -> right ? SUCCESS : REFUSED);
    }

    private static <T> T count(MeterProvider<Counter> counters, Supplier<T> attempt, Function<T, String> outcome) {
        T done;
        try {
            done = attempt.get();
        } catch (RuntimeException e) {
            counters.withTags("outcome", Failures.of(e).outcome()).increment();
            throw e;
        }
        counters.withTags("outcome", outcome.apply(done)).increment();
        return done;
    }
}
