package dev.latchkey.core;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that tests start. They are below those that systems give to outgoing connections, and each JVM of
 * the tests that run at the same time has a range of its own. So the port is still free when the server binds it.
 */
public final class FreePort {

    private static final int FIRST = 10_000;
    private static final int RANGE = 5_000;

    /** From {@code ip_local_port_range} of Linux, rounded down: 4 ranges fit below it. */
    private static final int RANGES = 4;

    private FreePort() {}

    /**
     * Returns a port on which no server listens.
     *
     * @throws IllegalStateException when a hundred ports were in use
     */
    public static int find() {
        int fork = Integer.getInteger("surefire.forkNumber", 1);
        int first = FIRST + (fork - 1) % RANGES * RANGE;
        for (int i = 0; i < 100; i++) {
            int port = first + ThreadLocalRandom.current().nextInt(RANGE);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                // The next one may be free.
            }
        }
        throw new IllegalStateException("There is no free port from " + first + " on");
    }
}
