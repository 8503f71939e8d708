package dev.latchkey.server.edge;

import dev.latchkey.core.limit.Network;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id, which stands in each line that is logged for it and in its answer. A trusted proxy may
 * send one; the header of other callers is ignored, so that they cannot write into each other's traces.
 */
public final class RequestId extends OncePerRequestFilter {

    /** The name of the id in the log. */
    public static final String KEY = "request_id";

    private static final String HEADER = "X-Request-Id";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final List<Network> trustedProxies;

    public RequestId(List<Network> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String brought = request.getHeader(HEADER);
        // It only tells requests apart, so it may be guessable.
        String id = isGood(brought, request.getRemoteAddr())
                ? brought
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        response.setHeader(HEADER, id);
        MDC.put(KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(KEY);
        }
    }

    private boolean isGood(@Nullable String id, String peer) {
        if (id == null || trustedProxies.isEmpty() || !WELL_FORMED.matcher(id).matches()) {
            return false;
        }
        InetAddress address = Network.parseAddress(peer);
        return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
    }
}
