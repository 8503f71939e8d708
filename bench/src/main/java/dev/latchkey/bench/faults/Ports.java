package dev.latchkey.bench.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Where programs listen that are going to be away for a while. */
final class Ports {

    private Ports() {}

    /**
     * A free port, below those that the system gives to connections: else one of them may have it when the program comes
     * back.
     */
    static int free(Random random) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = 20_000 + random.nextInt(10_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("There is no free port from 20000 to 29999");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
