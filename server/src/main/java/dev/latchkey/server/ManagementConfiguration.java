package dev.latchkey.server;

import dev.latchkey.server.edge.ManagementPort;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.NoHandlerFoundException;

/**
 * The port of health and metrics. The beans that answer there are those of the clients' ports too, because a web server
 * of its own would be an eighth of a start. So this says which path is on which port.
 */
@Configuration(proxyBeanMethods = false)
class ManagementConfiguration {

    /** The framework would give it to a web server of its own. SettingValues refuses the others of this kind. */
    private static final String ADDRESS = "management.server.address";

    /** The paths of health and metrics, and all below. */
    private static final RequestMatcher PATHS =
            new OrRequestMatcher(path("/livez"), path("/readyz"), path("/actuator"));

    private static RequestMatcher path(String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(path + "/**");
    }

    @Bean
    ManagementPort managementPort(ServerSettings settings, Environment environment) {
        InetAddress address =
                Binder.get(environment).bind(ADDRESS, InetAddress.class).orElse(null);
        return new ManagementPort(settings.managementPort(), address);
    }

    /** Before all other chains: to those and to the endpoints, a request has come to the right port. */
    @Bean
    @Order(-1)
    SecurityFilterChain pathsOfTheOtherPort() {
        return new DefaultSecurityFilterChain(
                request -> ManagementPort.has(request) != PATHS.matches(request),
                EndpointConfiguration.headers(),
                (request, response, chain) -> {
                    throw notFound((HttpServletRequest) request);
                });
    }

    /** What the framework says of a path without an endpoint. */
    private static NoHandlerFoundException notFound(HttpServletRequest request) {
        return new NoHandlerFoundException(request.getMethod(), request.getRequestURI(), new HttpHeaders());
    }
}
