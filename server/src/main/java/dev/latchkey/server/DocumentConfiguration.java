package dev.latchkey.server;

import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.server.discovery.JwkSetDocument;
import dev.latchkey.server.discovery.ServerMetadata;
import dev.latchkey.server.discovery.StatusListServlet;
import dev.latchkey.server.http.DocumentServlet;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.PublishedDocument;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.operate.Gate;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.statuslist.StatusLists;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Documents that are served from memory: keys, metadata, status lists. */
@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    private static final Duration METADATA_AGE = Duration.ofMinutes(5);

    @Bean
    ServletRegistrationBean<DocumentServlet> jwkSet(KeyDirectory keys, KeySchedule schedule, Gate documentGate) {
        JwkSetDocument document = new JwkSetDocument(keys::jwkSet);
        Supplier<PublishedDocument> current = () -> {
            documentGate.check();
            return document.get();
        };
        return new ServletRegistrationBean<>(
                new DocumentServlet(current, schedule.cacheAge()), Endpoint.JWK_SET.path());
    }

    @Bean
    ServletRegistrationBean<DocumentServlet> metadata(ServerSettings settings, JsonMapper json) {
        PublishedDocument document = ServerMetadata.of(settings, json);
        // RFC 8414, section 3.1: behind an issuer with a path, that path comes after the well-known one.
        String path = settings.issuer().getPath().replaceAll("/$", "");
        Set<String> paths = new LinkedHashSet<>(List.of(
                Endpoint.METADATA.path(), Endpoint.METADATA.path() + path, Endpoint.OPENID_CONFIGURATION.path()));
        return new ServletRegistrationBean<>(
                new DocumentServlet(() -> document, METADATA_AGE), paths.toArray(String[]::new));
    }

    @Bean
    ServletRegistrationBean<StatusListServlet> statusListDocuments(StatusLists lists) {
        return new ServletRegistrationBean<>(
                new StatusListServlet(lists), Endpoint.STATUS_LISTS.path(), Endpoint.STATUS_LISTS.path() + "/*");
    }
}
