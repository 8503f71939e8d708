package dev.latchkey.bench;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What one connection asks, over and over. */
interface Workload {

    byte[] request();

    /**
     * Looks at the answer to the last request, for what the next one needs.
     *
     * @throws IllegalStateException when it is not what it should be
     */
    void answered(HttpConnection.Response response);

    /** Whether the last answer completed a piece of work. A piece counts once, however many requests it takes. */
    default boolean isDone() {
        return true;
    }

    /** The local address to connect from; null for any. */
    default @Nullable InetAddress from() {
        return null;
    }

    /** The same request each time, and any answer with 200 that has {@code expected} in it. */
    static Workload repeating(byte[] request, String expected) {
        return new Workload() {
            @Override
            public byte[] request() {
                return request;
            }

            @Override
            public void answered(HttpConnection.Response response) {
                check(response, expected);
            }
        };
    }

    /**
     * Checks an answer.
     *
     * @throws IllegalStateException when it is not what it should be
     */
    static void check(HttpConnection.Response response, String expected) {
        check(response, 200, expected);
    }

    /** Checks an answer that has another status when all is well. */
    static void check(HttpConnection.Response response, int status, String expected) {
        if (response.status() != status || !response.body().contains(expected)) {
            throw new IllegalStateException("The answer was " + response.status()
                    + (response.status() == status ? " without " + expected : ": " + response.body()));
        }
    }
}
