package dev.latchkey.server.edge;

import dev.latchkey.core.connection.ConfigurationException;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * The port of health and metrics, and a mark on each request that came to it. It takes connections of its own, without
 * TLS, so that probes are answered while clients use up the other ports.
 */
public final class ManagementPort extends ValveBase {

    private static final String MARK = ManagementPort.class.getName();

    private final Connector connector;

    /**
     * A port that is not open yet.
     *
     * @param port 0 for any that is free
     * @param address of this machine to listen on; null for all
     */
    public ManagementPort(int port, @Nullable InetAddress address) {
        super(true);
        Protocol protocol = new Protocol();
        protocol.setAddress(address);
        this.connector = new Connector(protocol);
        connector.setPort(port);
        connector.setThrowOnFailure(true);
    }

    /** For the web server, which opens it. */
    public Connector connector() {
        return connector;
    }

    /** Whether a request came to this port, and not to one for clients. */
    public static boolean has(ServletRequest request) {
        return request.getAttribute(MARK) != null;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (connector.equals(request.getConnector())) {
            request.setAttribute(MARK, true);
        }
        getNext().invoke(request, response);
    }

    /**
     * Stays open while the web server stops gracefully, which closes all ports and then waits for requests that run.
     * Probes are answered with 503 by then. The port closes with the web server itself.
     */
    private static final class Protocol extends Http11NioProtocol {

        @Override
        public void start() throws Exception {
            try {
                super.start();
            } catch (BindException e) {
                // Without the cause: where the framework finds it, it blames the first port.
                throw new ConfigurationException("The management port " + getPort() + " cannot be opened ("
                        + e.getMessage() + "): look at LATCHKEY_MANAGEMENT_PORT and MANAGEMENT_SERVER_ADDRESS.");
            }
        }

        @Override
        public void pause() {
            // See above.
        }

        @Override
        public void closeServerSocketGraceful() {
            // See above.
        }
    }
}
