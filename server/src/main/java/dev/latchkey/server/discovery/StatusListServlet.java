package dev.latchkey.server.discovery;

import dev.latchkey.server.http.PublishedDocument;
import dev.latchkey.server.statuslist.StatusList;
import dev.latchkey.server.statuslist.StatusLists;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Serves each list, and where all of them are: <a
 * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-8.1">sections 8.1, 8.2 and 9</a>.
 */
public final class StatusListServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** As it is in the URI of a list, and in no other way. */
    private static final Pattern NUMBER = Pattern.compile("/(0|[1-9]\\d{0,17})");

    private static final Pattern TIME = Pattern.compile("(?:^|&)time(?:=|&|$)");

    private static final MediaType TOKEN = MediaType.parseMediaType(StatusList.MEDIA_TYPE);

    private final transient StatusLists lists;

    public StatusListServlet(StatusLists lists) {
        this.lists = lists;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path == null) {
            serve(lists.aggregation(), "public, max-age=300", request, response);
        } else if (asksForThePast(request.getQueryString())) {
            // Section 8.4: what a list said at another time is not kept.
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED);
        } else if (!isAcceptable(request.getHeader(HttpHeaders.ACCEPT))) {
            response.sendError(HttpServletResponse.SC_NOT_ACCEPTABLE);
        } else {
            // Caches keep it and ask each time: what they keep without asking would come on top of the ttl.
            serve(token(path), "public, no-cache", request, response);
        }
    }

    private static void serve(
            Optional<PublishedDocument> document,
            String cacheControl,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (document.isPresent()) {
            document.get().serve(request, response, cacheControl);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private Optional<PublishedDocument> token(String path) {
        var number = NUMBER.matcher(path);
        return number.matches() ? lists.token(Long.parseLong(number.group(1))) : Optional.empty();
    }

    private static boolean asksForThePast(@Nullable String query) {
        return query != null && TIME.matcher(query).find();
    }

    /** Lists exist as JWT only: a request that accepts only CWT or other types is rejected. */
    private static boolean isAcceptable(@Nullable String accept) {
        if (accept == null) {
            return true;
        }
        try {
            return accept.isBlank()
                    || MediaType.parseMediaTypes(accept).stream().anyMatch(range -> range.includes(TOKEN));
        } catch (InvalidMediaTypeException e) {
            return true;
        }
    }
}
