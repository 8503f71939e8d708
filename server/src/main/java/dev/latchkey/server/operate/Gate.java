package dev.latchkey.server.operate;

import dev.latchkey.core.connection.UnavailableException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 while an answer could be wrong. A server that is not {@link Readiness ready} gets no requests from a load
 * balancer, but may get them directly, and answers as far as possible. This class has the few conditions without which
 * it must not answer.
 */
public final class Gate {

    private final List<Condition> conditions;

    public Gate(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /**
     * Checks the conditions.
     *
     * @throws UnavailableException when one does not hold
     */
    public void check() {
        for (Condition condition : conditions) {
            Optional<String> flaw = condition.flaw();
            if (flaw.isPresent()) {
                throw new UnavailableException(flaw.get());
            }
        }
    }

    /** Checks the conditions before each request. */
    public Filter filter() {
        return new GateFilter();
    }

    private final class GateFilter extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            check();
            chain.doFilter(request, response);
        }
    }
}
