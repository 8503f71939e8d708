package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** Serves one public document from memory, also while the database is down. */
public final class DocumentServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<PublishedDocument> document;
    private final String cacheControl;

    /**
     * A servlet for one document.
     *
     * @param maxAge how long clients may cache it
     */
    public DocumentServlet(Supplier<PublishedDocument> document, Duration maxAge) {
        this.document = document;
        this.cacheControl = "public, max-age=" + maxAge.toSeconds();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        document.get().serve(request, response, cacheControl);
    }
}
