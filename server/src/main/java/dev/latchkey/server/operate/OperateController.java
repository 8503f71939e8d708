package dev.latchkey.server.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Health and metrics, on the management port. Spring Boot has endpoints for them, which cost a tenth of a start. */
@Controller
public final class OperateController {

    private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

    /** With exemplars, which lead from a metric to a trace. */
    private static final String OPEN_METRICS = "application/openmetrics-text";

    /** Two or three Prometheis may ask at the same moment. */
    private static final int MOST_WAITING = 4;

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final ApplicationAvailability availability;
    private final Readiness readiness;
    private final PrometheusMeterRegistry metrics;

    OperateController(ApplicationAvailability availability, Readiness readiness, PrometheusMeterRegistry metrics) {
        this.availability = availability;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @GetMapping({"/livez", "/actuator/health/liveness"})
    void live(HttpServletResponse response) throws IOException {
        say(response, true);
    }

    /** Not before a start is complete, and not while a stop waits for the last requests. */
    @GetMapping({"/readyz", "/actuator/health/readiness", "/actuator/health"})
    void ready(HttpServletResponse response) throws IOException {
        say(
                response,
                availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                        && readiness.look().isEmpty());
    }

    private static void say(HttpServletResponse response, boolean up) throws IOException {
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream()
                .write("{\"status\":\"%s\"}".formatted(up ? "UP" : "DOWN").getBytes(StandardCharsets.UTF_8));
    }

    /** In the form that is asked for; 503 where several wait for theirs. */
    @GetMapping(
            path = "/actuator/prometheus",
            produces = {MediaType.TEXT_PLAIN_VALUE, OPEN_METRICS})
    void metrics(
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) String accept,
            HttpServletResponse response)
            throws IOException {
        // Each takes a processor for milliseconds, and clients have the same processors.
        if (oneAtATime.getQueueLength() >= MOST_WAITING) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        String format = wantsOpenMetrics(accept) ? OPEN_METRICS + ";version=1.0.0;charset=utf-8" : TEXT;
        // Complete, or an error: Prometheus would take a part for all.
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        oneAtATime.lock();
        try {
            metrics.scrape(all, format);
        } finally {
            oneAtATime.unlock();
        }
        response.setContentType(format);
        response.setContentLength(all.size());
        all.writeTo(response.getOutputStream());
    }

    private static boolean wantsOpenMetrics(String accept) {
        List<MediaType> types = MediaType.parseMediaTypes(accept);
        double open = quality(types, MediaType.valueOf(OPEN_METRICS));
        return open > 0 && open >= quality(types, MediaType.TEXT_PLAIN);
    }

    /** Of a type that is named: wildcards leave the choice to us. */
    private static double quality(List<MediaType> types, MediaType wanted) {
        return types.stream()
                .filter(type -> type.equalsTypeAndSubtype(wanted))
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }
}
