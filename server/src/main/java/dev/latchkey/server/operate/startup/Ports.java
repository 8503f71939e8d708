package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.settings.ServerSettings;
import java.io.IOException;
import java.net.ServerSocket;

/** Checks that the ports are free before the embedded database is started. */
final class Ports {

    private Ports() {}

    /**
     * Tries the ports.
     *
     * @throws ConfigurationException when another process listens on one of them
     */
    static void check(ServerSettings settings) {
        check(settings.port(), "LATCHKEY_PORT");
        check(settings.managementPort(), "LATCHKEY_MANAGEMENT_PORT");
        if (settings.tls().port() != 0) {
            check(settings.tls().port(), "LATCHKEY_TLS_PORT");
        }
    }

    private static void check(int port, String setting) {
        // Another process may still take the port before the web server does, which then reports it.
        try {
            new ServerSocket(port).close();
        } catch (IOException e) {
            String why = e.getMessage() != null && e.getMessage().contains("in use")
                    ? "is in use"
                    : "cannot be used (" + e.getMessage() + ")";
            throw new ConfigurationException("Port " + port + " " + why + ": set " + setting + " to another one.");
        }
    }
}
