package dev.latchkey.server.operate;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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

    /** In the form that Prometheus asks for. */
    @GetMapping(
            path = "/actuator/prometheus",
            produces = {TEXT, OPEN_METRICS})
    void metrics(
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        boolean open = accept != null && accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
        String format = open ? OPEN_METRICS + ";version=1.0.0;charset=utf-8" : TEXT;
        // Complete, or an error: Prometheus would take a part for all.
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        metrics.scrape(all, format);
        response.setContentType(format);
        response.setContentLength(all.size());
        all.writeTo(response.getOutputStream());
    }
}
