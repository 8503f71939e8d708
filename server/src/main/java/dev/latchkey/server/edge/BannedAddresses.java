package dev.latchkey.server.edge;

import dev.latchkey.core.limit.Network;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.http.ErrorWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers whoever is banned with 403, whatever they ask for. */
public final class BannedAddresses extends OncePerRequestFilter {

    private final BanDirectory bans;
    private final ErrorWriter errors;

    public BannedAddresses(BanDirectory bans, ErrorWriter errors) {
        this.bans = bans;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (bans.isBanned(Network.parseAddress(request.getRemoteAddr()))) {
            errors.write(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    OAuth2ErrorCodes.ACCESS_DENIED,
                    "Requests from this address are not accepted.");
        } else {
            chain.doFilter(request, response);
        }
    }
}
