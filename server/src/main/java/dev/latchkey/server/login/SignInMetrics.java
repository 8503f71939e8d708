package dev.latchkey.server.login;

import dev.latchkey.server.edge.Failures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts passwords that were sent with the page by what came of them. */
public final class SignInMetrics {

    private static final String SUCCESS = "success";
    private static final String REFUSED = "refused";

    private final MeterProvider<Counter> tried;

    public SignInMetrics(MeterRegistry registry) {
        this.tried = Counter.builder("latchkey.page.sign.ins")
                .description("Sign-ins on the page by outcome")
                .withRegistry(registry);
        // There from the beginning: a counter that appears with its first event hides that event from rate().
        tried.withTags("outcome", SUCCESS);
        tried.withTags("outcome", REFUSED);
    }

    /** Counts one: {@code success}, {@code refused}, or the outcome of the failure that it throws. */
    <T> Optional<T> count(Supplier<Optional<T>> signIn) {
        Optional<T> done;
        try {
            done = signIn.get();
        } catch (RuntimeException e) {
            tried.withTags("outcome", Failures.of(e).outcome()).increment();
            throw e;
        }
        tried.withTags("outcome", done.isPresent() ? SUCCESS : REFUSED).increment();
        return done;
    }
}
