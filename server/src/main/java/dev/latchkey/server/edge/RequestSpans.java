package dev.latchkey.server.edge;

import io.micrometer.common.KeyValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Names the endpoint of a request in its span, in place of the path. Our endpoints are filters, of which the framework
 * knows no pattern, and a caller may have put a secret into any other path.
 */
public final class RequestSpans extends DefaultServerRequestObservationConvention {

    @Override
    public String getContextualName(ServerRequestObservationContext context) {
        return request(context).getMethod() + " " + endpoint(context);
    }

    @Override
    protected KeyValue uri(ServerRequestObservationContext context) {
        return KeyValue.of("uri", endpoint(context));
    }

    @Override
    protected KeyValue httpUrl(ServerRequestObservationContext context) {
        return KeyValue.of("http.url", endpoint(context));
    }

    private static String endpoint(ServerRequestObservationContext context) {
        return RequestMetrics.endpoint(request(context).getRequestURI());
    }

    private static HttpServletRequest request(ServerRequestObservationContext context) {
        return Objects.requireNonNull(context.getCarrier());
    }
}
