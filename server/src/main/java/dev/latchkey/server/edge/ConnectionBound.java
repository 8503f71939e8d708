package dev.latchkey.server.edge;

/**
 * How many connections a server holds at once: as many as its memory bears when each of them stops within its headers,
 * or within a body that is small.
 */
public final class ConnectionBound {

    private static final int MOST = 8192;

    /** So that a small server still serves a proxy that keeps its connections. */
    private static final int LEAST = 512;

    /** What a connection takes beside the room for its headers, in bytes: buffers of the socket and of the answer. */
    private static final int OTHER_BUFFERS = 56 * 1024;

    private ConnectionBound() {}

    /**
     * Says how many.
     *
     * @param heap how large it may become, in bytes; connections get a half of it
     * @param headerBytes how long the headers of a request may be
     */
    public static int of(long heap, int headerBytes) {
        return Math.clamp(heap / 2 / (headerBytes + BodyLimit.SMALL_BYTES + OTHER_BUFFERS), LEAST, MOST);
    }
}
