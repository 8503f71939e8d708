package dev.latchkey.server.edge;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Lets each client show the certificate that it has. Whether that is a certificate of one of our clients is decided when the
 * request says which client it is from: {@code clientauth}. Tomcat makes one by its name.
 */
public final class AnyCertificate implements X509TrustManager {

    /** For Tomcat. */
    public AnyCertificate() {}

    /** Accepts it: the handshake proves that the client has its key. */
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    /**
     * Is for servers only.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("This is for certificates of clients");
    }

    /** Names none, so that clients choose. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
