package dev.latchkey.server.edge;

import dev.latchkey.server.http.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Times every request. In place of the framework's observations: those make a context, a dozen labels and a scope for
 * each request and each filter, to give a path that our endpoints, being filters, do not have. Here it is one look into
 * a map and one record.
 */
public final class RequestMetrics extends OncePerRequestFilter {

    private static final String OTHER = "other";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private record Labels(String endpoint, int status) {}

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            timers.computeIfAbsent(new Labels(endpoint(request.getRequestURI()), response.getStatus()), this::timer)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    /** The label of a path, not decoded: one for all that are not ours, because there is no end of them. */
    static String endpoint(String path) {
        return Endpoint.at(path).map(Endpoint::label).orElse(OTHER);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("latchkey.http.requests")
                .description("Requests to the public port")
                .tags("endpoint", labels.endpoint(), "status", Integer.toString(labels.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
