package dev.latchkey.server;

import dev.latchkey.server.edge.ConnectionBound;
import dev.latchkey.server.edge.ManagementPort;
import dev.latchkey.server.edge.StrictRequests;
import dev.latchkey.server.http.ContainerErrors;
import dev.latchkey.server.http.ErrorWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The container that takes connections and parses requests, the same on all ports. */
@Configuration(proxyBeanMethods = false)
class ContainerConfiguration {

    private static final String MAX_CONNECTIONS = "server.tomcat.max-connections";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> container(
            ErrorWriter errors, ManagementPort management, ServerProperties web, Environment environment) {
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
                host.addValve(management);
            });
            // Beyond its bound the container throws. StrictRequests bounds the length of the header instead.
            factory.addConnectorCustomizers(connector -> connector.setMaxLocaleCount(-1));
            if (!environment.containsProperty(MAX_CONNECTIONS)) {
                String connections =
                        Integer.toString(ConnectionBound.of(Runtime.getRuntime().maxMemory(), headerBytes));
                factory.addConnectorCustomizers(connector -> connector.setProperty("maxConnections", connections));
            }
            addPort(factory, management.connector());
        };
    }

    /** Adds a port with all that is set for the first one until now, but for its address and its TLS. */
    static void addPort(TomcatServletWebServerFactory factory, Connector connector) {
        factory.getConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
        factory.getProtocolHandlerCustomizers().forEach(customizer -> customize(customizer, connector));
        factory.addAdditionalConnectors(connector);
    }

    @SuppressWarnings("unchecked")
    private static void customize(TomcatProtocolHandlerCustomizer<?> customizer, Connector connector) {
        ((TomcatProtocolHandlerCustomizer<ProtocolHandler>) customizer).customize(connector.getProtocolHandler());
    }
}
