package dev.latchkey.server.clientauth;

import dev.latchkey.core.limit.Network;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that clients show: on a TLS connection to this server, or to a proxy that passes them on in the headers of <a
 * href="https://www.rfc-editor.org/rfc/rfc9440">RFC 9440</a>. Those headers count from trusted proxies only. That a client has
 * the key of its certificate was proved on the connection; which authority signed it is not checked here.
 */
public final class ClientCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";
    private static final String HEADER = "Client-Cert";
    private static final String CHAIN = "Client-Cert-Chain";
    private static final int MOST_CERTIFICATES = 10;

    private final List<Network> proxies;
    private final @Nullable X509TrustManager authorities;

    /**
     * For one server.
     *
     * @param proxies whose headers are believed
     * @param authorities that sign certificates of clients which are known by their subject; null when none do
     */
    public ClientCertificates(List<Network> proxies, @Nullable X509TrustManager authorities) {
        this.proxies = List.copyOf(proxies);
        this.authorities = authorities;
    }

    /** The certificate of the client that makes a request; empty when it shows none. */
    public Optional<X509Certificate> of(HttpServletRequest request) {
        return chain(request).stream().findFirst();
    }

    /** The same with the certificates that sign it, as far as they were sent. */
    List<X509Certificate> chain(HttpServletRequest request) {
        if (!proxies.isEmpty() && isProxy(request)) {
            // A certificate of the connection would be the proxy's own.
            return headers(request);
        }
        return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain ? List.of(chain) : List.of();
    }

    @Nullable
    X509TrustManager authorities() {
        return authorities;
    }

    /** SHA-256 in base64url: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3.1">RFC 8705, section 3.1</a>. */
    public static String thumbprint(X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate that was decoded cannot be encoded", e);
        }
    }

    /** By the address of the connection, and not by one that was forwarded. */
    private boolean isProxy(HttpServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        InetAddress peer = Network.parseAddress(innermost.getRemoteAddr());
        return proxies.stream().anyMatch(proxy -> proxy.contains(peer));
    }

    private static List<X509Certificate> headers(HttpServletRequest request) {
        List<String> leaf = Collections.list(request.getHeaders(HEADER));
        if (leaf.isEmpty()) {
            return List.of();
        }
        try {
            if (leaf.size() > 1) {
                throw new IllegalArgumentException("it comes more than once");
            }
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(read(factory, leaf.getFirst()));
            for (String header : Collections.list(request.getHeaders(CHAIN))) {
                for (String one : header.split(",", -1)) {
                    chain.add(read(factory, one));
                    if (chain.size() > MOST_CERTIFICATES) {
                        throw new IllegalArgumentException("the chain is too long");
                    }
                }
            }
            return chain;
        } catch (CertificateException | IllegalArgumentException e) {
            LOG.info("Ignored the header {} of a proxy: {}", HEADER, e.getMessage());
            return List.of();
        }
    }

    /** A byte sequence of RFC 8941, section 3.3.5: base64 between colons. */
    private static X509Certificate read(CertificateFactory factory, String item) throws CertificateException {
        String text = item.strip();
        if (text.length() < 3 || !text.startsWith(":") || !text.endsWith(":")) {
            throw new IllegalArgumentException("it is no base64 between colons");
        }
        byte[] bytes = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes));
    }
}
