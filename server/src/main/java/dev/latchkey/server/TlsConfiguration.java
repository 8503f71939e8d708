package dev.latchkey.server;

import dev.latchkey.core.limit.Network;
import dev.latchkey.core.trust.TrustedCertificates;
import dev.latchkey.server.clientauth.ClientCertificates;
import dev.latchkey.server.edge.AnyCertificate;
import dev.latchkey.server.edge.EarlyCertificates;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.settings.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The port on which the server itself speaks TLS and asks clients for certificates, and what it makes of those. */
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

    /** Those of BCP 195 (RFC 9325, section 4.2) for TLS 1.2; of 1.3, Tomcat takes all three. */
    private static final List<String> CIPHERS = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    @Bean
    ClientCertificates clientCertificates(ServerSettings settings) {
        Path caFile = settings.tls().clientCaFile();
        return new ClientCertificates(
                settings.clientCertProxies().stream().map(Network::parse).toList(),
                caFile == null ? null : TrustedCertificates.manager(caFile));
    }

    /** Last, so that the port has all that the others have set for the first one. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tlsPort(ServerSettings settings) {
        return factory -> {
            if (settings.tls().port() != 0) {
                ContainerConfiguration.addPort(factory, connector(settings.tls()));
            }
        };
    }

    private static Connector connector(TlsSettings settings) {
        Connector connector = new Connector();
        connector.setPort(settings.port());
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("SSLEnabled", "true");
        connector.setProperty("sslImplementationName", EarlyCertificates.class.getName());
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        host.setCiphers(String.join(",", CIPHERS));
        host.setHonorCipherOrder(true);
        host.setCertificateVerification("optional");
        host.setTrustManagerClassName(AnyCertificate.class.getName());
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateFile(
                Objects.requireNonNull(settings.certificate()).toAbsolutePath().toString());
        certificate.setCertificateKeyFile(
                Objects.requireNonNull(settings.privateKey()).toAbsolutePath().toString());
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        return connector;
    }
}
