package dev.latchkey.server;

import dev.latchkey.server.edge.ConnectionBound;
import dev.latchkey.server.edge.FailureFilter;
import dev.latchkey.server.edge.StrictRequests;
import dev.latchkey.server.http.ContainerErrors;
import dev.latchkey.server.http.ErrorWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.catalina.Pipeline;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The container that takes connections and parses requests, the same on both ports. The management port imports it too. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ContainerConfiguration {

    private static final String MAX_CONNECTIONS = "server.tomcat.max-connections";

    @Bean
    FilterRegistrationBean<FailureFilter> failureFilter(ErrorWriter errors) {
        FilterRegistrationBean<FailureFilter> filter = new FilterRegistrationBean<>(new FailureFilter(errors));
        filter.setOrder(FilterConfiguration.OUTERMOST + 2);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> container(
            ErrorWriter errors, ServerProperties web, Environment environment) {
        int headerBytes = Math.toIntExact(web.getMaxHttpRequestHeaderSize().toBytes());
        return factory -> {
            // An error without a page is left to the valve. It is innermost: the container's own one comes too late.
            factory.setErrorPages(Set.of());
            factory.addContextCustomizers(context -> {
                // Of forms that do not say it, which is the rule. Said once here instead of by a filter to each
                // request.
                context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
                Pipeline host = context.getParent().getPipeline();
                host.addValve(new ContainerErrors(errors, headerBytes));
                host.addValve(new StrictRequests());
            });
            // Beyond its bound the container throws. StrictRequests bounds the length of the header instead.
            factory.addConnectorCustomizers(connector -> connector.setMaxLocaleCount(-1));
            if (!environment.containsProperty(MAX_CONNECTIONS)) {
                String connections =
                        Integer.toString(ConnectionBound.of(Runtime.getRuntime().maxMemory(), headerBytes));
                factory.addConnectorCustomizers(connector -> connector.setProperty("maxConnections", connections));
            }
        };
    }
}
