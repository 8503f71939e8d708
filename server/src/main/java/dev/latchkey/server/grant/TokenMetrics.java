package dev.latchkey.server.grant;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.edge.Failures;
import dev.latchkey.server.http.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts token requests by grant and by outcome: {@code success}, or the error of the answer. */
public final class TokenMetrics extends OncePerRequestFilter {

    private static final String SUCCESS = "success";
    private static final String UNKNOWN = "unknown";

    private final MeterProvider<Counter> issued;

    public TokenMetrics(MeterRegistry registry) {
        this.issued = Counter.builder("latchkey.tokens.issued")
                .description("Token requests by grant and outcome")
                .withRegistry(registry);
        // There from the beginning: a counter that appears with its first event hides that event from rate().
        for (GrantType grant : GrantType.values()) {
            count(grant.value(), SUCCESS);
        }
    }

    private Counter count(String grant, String outcome) {
        return issued.withTags("grant", grant, "outcome", outcome);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !Endpoint.TOKEN.path().equals(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String grant = GrantType.ofParameter(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
                .map(GrantType::value)
                .orElse(UNKNOWN);
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            count(grant, Failures.of(e).outcome()).increment();
            throw e;
        }
        count(grant, SUCCESS).increment();
    }
}
