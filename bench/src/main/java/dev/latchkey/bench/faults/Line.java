package dev.latchkey.bench.faults;

import dev.latchkey.bench.HttpConnection;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection to one of several servers, for as long as that server is there; then to any of them. */
final class Line implements AutoCloseable {

    private final List<URI> servers;
    private final Random random;
    private final AtomicInteger underWay;
    private @Nullable HttpConnection connection;
    private boolean waiting;

    /**
     * A line that connects when it is first used.
     *
     * @param underWay counts requests that are sent and have no answer yet, of all lines
     */
    Line(List<URI> servers, Random random, AtomicInteger underWay) {
        this.servers = List.copyOf(servers);
        this.random = random;
        this.underWay = underWay;
    }

    /** Whether the request may have reached a server: false when there is none to connect to. */
    boolean send(byte[] request) {
        try {
            if (connection == null) {
                connection = new HttpConnection(servers.get(random.nextInt(servers.size())));
            }
        } catch (IOException e) {
            return false;
        }
        underWay.incrementAndGet();
        waiting = true;
        try {
            connection.send(request);
        } catch (IOException e) {
            // Part of it may have arrived, or all: there will be no answer.
            disconnect();
        }
        return true;
    }

    /** The answer to what was sent; empty when the server went away without one. */
    Optional<HttpConnection.Response> receive() {
        try {
            if (connection == null) {
                return Optional.empty();
            }
            HttpConnection.Response response = connection.receive();
            if (response.last()) {
                disconnect();
            }
            return Optional.of(response);
        } catch (IOException e) {
            disconnect();
            return Optional.empty();
        } finally {
            stopWaiting();
        }
    }

    /** Connects anew with the next request. */
    @Override
    public void close() {
        stopWaiting();
        disconnect();
    }

    private void stopWaiting() {
        if (waiting) {
            waiting = false;
            underWay.decrementAndGet();
        }
    }

    private void disconnect() {
        HttpConnection closed = connection;
        connection = null;
        if (closed != null) {
            try {
                closed.close();
            } catch (IOException e) {
                // It is gone, which is what was wanted.
            }
        }
    }
}
