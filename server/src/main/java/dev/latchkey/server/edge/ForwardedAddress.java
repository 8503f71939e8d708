package dev.latchkey.server.edge;

import dev.latchkey.core.limit.Network;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes {@link HttpServletRequest#getRemoteAddr} the address of the caller, for everything that comes after.
 * {@code X-Forwarded-For} counts as far as trusted proxies wrote it: each of them appends the address of its peer, so
 * it is read from the right, up to the first address that is not a trusted proxy. The caller may have forged everything
 * left of that. {@code Forwarded} (RFC 7239) is not read: a proxy that passes it on unchanged would let callers forge
 * their address.
 */
public final class ForwardedAddress extends OncePerRequestFilter {

    private static final String HEADER = "X-Forwarded-For";

    /** Some proxies append the port: {@code 192.0.2.7:4711}, {@code [2001:db8::7]:4711}. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]*)](?::\\d+)?|([0-9.]+):\\d+");

    private final List<Network> trustedProxies;

    public ForwardedAddress(List<Network> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        InetAddress peer = Network.parseAddress(request.getRemoteAddr());
        List<String> forwarded = Collections.list(request.getHeaders(HEADER)).stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .toList();
        chain.doFilter(new From(resolve(peer, forwarded), request), response);
    }

    /** The last address that can be believed. Where a trusted proxy wrote nonsense, that is the proxy's own. */
    InetAddress resolve(InetAddress peer, List<String> forwarded) {
        InetAddress believed = peer;
        for (String entry : forwarded.reversed()) {
            Optional<InetAddress> before = isTrusted(believed) ? parse(entry.strip()) : Optional.empty();
            if (before.isEmpty()) {
                break;
            }
            believed = before.get();
        }
        return believed;
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
    }

    private static Optional<InetAddress> parse(String entry) {
        Matcher withPort = WITH_PORT.matcher(entry);
        String address =
                !withPort.matches() ? entry : withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
        try {
            return Optional.of(Network.parseAddress(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class From extends HttpServletRequestWrapper {

        private final String address;

        From(InetAddress address, HttpServletRequest request) {
            super(request);
            this.address = address.getHostAddress();
        }

        @Override
        public String getRemoteAddr() {
            return address;
        }

        @Override
        public String getRemoteHost() {
            return address;
        }
    }
}
