package dev.latchkey.server;

import dev.latchkey.core.limit.Network;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.edge.BannedAddresses;
import dev.latchkey.server.edge.BodyLimit;
import dev.latchkey.server.edge.ForwardedAddress;
import dev.latchkey.server.edge.HeaderValues;
import dev.latchkey.server.edge.RequestId;
import dev.latchkey.server.edge.RequestMetrics;
import dev.latchkey.server.edge.RequestSpans;
import dev.latchkey.server.http.ErrorWriter;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.filter.RequestContextFilter;
import tools.jackson.databind.json.JsonMapper;

/** The filters that every request passes before its endpoint, from the outside in. */
@Configuration(proxyBeanMethods = false)
class FilterConfiguration {

    /** {@link ContainerConfiguration} has the one at position 2. */
    static final int OUTERMOST = Ordered.HIGHEST_PRECEDENCE;

    @Bean
    ErrorWriter errorWriter(JsonMapper json, Pages pages) {
        return new ErrorWriter(json, new ErrorPages(pages));
    }

    @Bean
    FilterRegistrationBean<RequestId> requestId(ServerSettings settings) {
        return outermost(new RequestId(trustedProxies(settings)), 0);
    }

    @Bean
    FilterRegistrationBean<RequestMetrics> requestMetrics(MeterRegistry metrics) {
        return outermost(new RequestMetrics(metrics), 1);
    }

    /** Only where requests are traced, and outside of our filters like {@link RequestMetrics}. */
    @Bean
    RequestSpans requestSpans() {
        return new RequestSpans();
    }

    /**
     * One span a request, and none for each filter: observing each filter took a seventh of the Java time of a token
     * request.
     */
    @Bean
    static SecurityObservationSettings withoutFilterSpans() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    FilterRegistrationBean<ForwardedAddress> forwardedAddress(ServerSettings settings) {
        return outermost(new ForwardedAddress(trustedProxies(settings)), 3);
    }

    private static List<Network> trustedProxies(ServerSettings settings) {
        return settings.trustedProxies().stream().map(Network::parse).toList();
    }

    @Bean
    FilterRegistrationBean<BannedAddresses> bannedAddresses(BanDirectory bans) {
        return outermost(new BannedAddresses(bans::isBanned), 4);
    }

    @Bean
    FilterRegistrationBean<BodyLimit> bodyLimit() {
        return outermost(new BodyLimit(Runtime.getRuntime().maxMemory()), 5);
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

    private static <F extends Filter> FilterRegistrationBean<F> outermost(F filter, int position) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(OUTERMOST + position);
        return registration;
    }
}
