package dev.latchkey.server.edge;

import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLUtil;
import org.apache.tomcat.util.net.jsse.JSSEImplementation;
import org.apache.tomcat.util.net.jsse.JSSEUtil;

/**
 * Java's TLS for the port that asks clients for certificates. Tomcat warns at each start that TLS 1.3 of Java cannot ask for
 * one after the handshake, for applications that do so. Here each handshake asks, and no request does. Tomcat makes one by its
 * name.
 */
public final class EarlyCertificates extends JSSEImplementation {

    /** For Tomcat. */
    public EarlyCertificates() {}

    @Override
    public SSLUtil getSSLUtil(SSLHostConfigCertificate certificate) {
        return new JSSEUtil(certificate, false);
    }
}
