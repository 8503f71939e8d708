package dev.latchkey.server.edge;

import dev.latchkey.server.http.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Bounds the size of a body, with and without {@code Content-Length}, before it is parsed. */
public final class BodyLimit extends OncePerRequestFilter {

    /** In bytes. The longest request that makes sense has a token and a password in it. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Of anything but a form. That is JSON, which only accounts are sent in: 256 KB of numbers are 125,000 objects. */
    private static final int MAX_OTHER_BYTES = 16 * 1024;

    private static final String FORM = "application/x-www-form-urlencoded";

    /** In bytes. Bodies up to this size count to the memory of their connection; longer ones share one budget. */
    static final int SMALL_BYTES = 16 * 1024;

    private static final int KILOBYTE = 1024;

    /** In kilobytes. The container makes room for a whole form before its first byte arrives. */
    private final Semaphore roomForLargeBodies;

    /**
     * Prepares.
     *
     * @param heap how large it may become, in bytes; large bodies get an eighth of it
     */
    public BodyLimit(long heap) {
        this.roomForLargeBodies = new Semaphore(
                Math.toIntExact(Math.clamp(heap / 8 / KILOBYTE, MAX_BYTES / KILOBYTE, (long) Integer.MAX_VALUE)));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = request.getContentType();
        int most = type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM) ? MAX_BYTES : MAX_OTHER_BYTES;
        if (request.getContentLengthLong() > most) {
            throw tooLarge();
        }
        // A chunked form is bounded by the container itself, with the same number.
        boolean announced = request.getContentLengthLong() >= 0;
        HttpServletRequest bounded = announced ? request : new Bounded(request, most);
        int kilobytes = kilobytes(request, most);
        if (!roomForLargeBodies.tryAcquire(kilobytes)) {
            throw Failure.unavailable("Too many large bodies at once");
        }
        try {
            chain.doFilter(bounded, response);
        } finally {
            roomForLargeBodies.release(kilobytes);
        }
    }

    private static Failure tooLarge() {
        return new Failure(HttpStatus.CONTENT_TOO_LARGE, "invalid_request", "The body is too large.");
    }

    /**
     * The bytes of the shared budget that a body may take: 0 for a small one, the maximum for one without {@code
     * Content-Length}.
     */
    private static int kilobytes(HttpServletRequest request, int most) {
        long announced = request.getContentLengthLong();
        long bytes = announced < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null ? most : announced;
        return bytes <= SMALL_BYTES ? 0 : Math.toIntExact(bytes / KILOBYTE + 1);
    }

    private static final class Bounded extends HttpServletRequestWrapper {

        private final int most;

        Bounded(HttpServletRequest request, int most) {
            super(request);
            this.most = most;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new BoundedStream(super.getInputStream(), most);
        }
    }

    private static final class BoundedStream extends ServletInputStream {

        private final ServletInputStream body;
        private int left;

        BoundedStream(ServletInputStream body, int most) {
            this.body = body;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = body.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = body.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
