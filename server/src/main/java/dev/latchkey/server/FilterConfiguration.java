package dev.latchkey.server;

import dev.latchkey.core.limit.Network;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.edge.BannedAddresses;
import dev.latchkey.server.edge.BodyLimit;
import dev.latchkey.server.edge.FailureFilter;
import dev.latchkey.server.edge.ForwardedAddress;
import dev.latchkey.server.edge.HeaderValues;
import dev.latchkey.server.edge.ManagementPort;
import dev.latchkey.server.edge.RequestId;
import dev.latchkey.server.edge.RequestMetrics;
import dev.latchkey.server.edge.RequestSpans;
import dev.latchkey.server.http.ErrorWriter;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationPredicate;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.filter.RequestContextFilter;
import tools.jackson.databind.json.JsonMapper;

/** The filters that every request passes before its endpoint, from the outside in. */
@Configuration(proxyBeanMethods = false)
class FilterConfiguration {

    @Bean
    ErrorWriter errorWriter(JsonMapper json, Pages pages) {
        return new ErrorWriter(json, new ErrorPages(pages));
    }

    @Bean
    FilterRegistrationBean<Filter> requestId(ServerSettings settings) {
        return forClients(new RequestId(trustedProxies(settings)), 0);
    }

    @Bean
    FilterRegistrationBean<Filter> requestMetrics(MeterRegistry metrics) {
        return forClients(new RequestMetrics(metrics), 1);
    }

    /** Only where requests are traced, and outside of our filters like {@link RequestMetrics}. */
    @Bean
    RequestSpans requestSpans() {
        return new RequestSpans();
    }

    /** Probes have no span. */
    @Bean
    static ObservationPredicate spansForClients() {
        return (name, context) -> !(context instanceof ServerRequestObservationContext request
                && request.getCarrier() != null
                && ManagementPort.has(request.getCarrier()));
    }

    /**
     * One span a request, and none for each filter: observing each filter took a seventh of the Java time of a token
     * request.
     */
    @Bean
    static SecurityObservationSettings withoutFilterSpans() {
        return SecurityObservationSettings.noObservations();
    }

    /** The only one of these that the requests of all ports pass. */
    @Bean
    FilterRegistrationBean<Filter> failureFilter(ErrorWriter errors) {
        return outermost(new FailureFilter(errors), 2);
    }

    @Bean
    FilterRegistrationBean<Filter> forwardedAddress(ServerSettings settings) {
        return forClients(new ForwardedAddress(trustedProxies(settings)), 3);
    }

    private static List<Network> trustedProxies(ServerSettings settings) {
        return settings.trustedProxies().stream().map(Network::parse).toList();
    }

    @Bean
    FilterRegistrationBean<Filter> bannedAddresses(BanDirectory bans) {
        return forClients(new BannedAddresses(bans::isBanned), 4);
    }

    @Bean
    FilterRegistrationBean<Filter> bodyLimit() {
        return forClients(new BodyLimit(Runtime.getRuntime().maxMemory()), 5);
    }

    /**
     * Has browsers use https for a year (<a href="https://www.rfc-editor.org/rfc/rfc6797">RFC 6797</a>), if the issuer does:
     * a proxy may end TLS, so the request does not tell.
     */
    @Bean
    FilterRegistrationBean<Filter> strictTransport(ServerSettings settings) {
        boolean secure = "https".equals(settings.issuer().getScheme());
        return forClients(
                (request, response, chain) -> {
                    if (secure && response instanceof HttpServletResponse http) {
                        http.setHeader("Strict-Transport-Security", "max-age=31536000");
                    }
                    chain.doFilter(request, response);
                },
                6);
    }

    /** Looks at each character of a header once, without a regular expression. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(HeaderValues::areAllowed);
        return firewall;
    }

    /** The request of a thread is asked for by nothing here. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> noRequestContext() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    /** Not for requests to the management port: a probe is neither counted nor refused like a client. */
    private static FilterRegistrationBean<Filter> forClients(Filter filter, int position) {
        return outermost(
                (request, response, chain) -> {
                    if (ManagementPort.has(request)) {
                        chain.doFilter(request, response);
                    } else {
                        filter.doFilter(request, response, chain);
                    }
                },
                position);
    }

    private static FilterRegistrationBean<Filter> outermost(Filter filter, int position) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + position);
        return registration;
    }
}
