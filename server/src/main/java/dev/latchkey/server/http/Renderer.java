package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes the body of a failure in one format. {@link ErrorWriter} chooses by the kind of the endpoint. */
public interface Renderer {

    /** Sets the content type and writes the body; status and headers are set by then. */
    void render(Failure failure, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
