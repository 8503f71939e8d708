package dev.latchkey.server.edge;

import dev.latchkey.core.limit.Network;
import dev.latchkey.server.http.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers every request from a banned address with 403. */
public final class BannedAddresses extends OncePerRequestFilter {

    private final Predicate<InetAddress> banned;

    public BannedAddresses(Predicate<InetAddress> banned) {
        this.banned = banned;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (banned.test(Network.parseAddress(request.getRemoteAddr()))) {
            throw new Failure(
                    HttpStatus.FORBIDDEN,
                    OAuth2ErrorCodes.ACCESS_DENIED,
                    "Requests from this address are not accepted.");
        }
        chain.doFilter(request, response);
    }
}
