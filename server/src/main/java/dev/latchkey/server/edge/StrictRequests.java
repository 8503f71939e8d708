package dev.latchkey.server.edge;

import dev.latchkey.server.http.Endpoint;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Keeps from the framework, on both ports, what it fails on or is slow with: parameters in the path, a body of any type,
 * and the wish for a language, a character set, or one of a thousand types. Of these wishes only that for a language has
 * an effect, and only on pages and on the letter to a new account: JSON is UTF-8, and its texts are English. A path
 * without an endpoint may get a page too.
 */
public final class StrictRequests extends ValveBase {

    private static final Pattern OTHER_CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*(?!\"?utf-8\\b)");

    /** In characters; browsers send 200. Weighing 2,000 types against each other takes 8 ms. */
    private static final int LONGEST_ACCEPT = 1024;

    /** In characters; browsers send 50. */
    private static final int LONGEST_ACCEPT_LANGUAGE = 1000;

    public StrictRequests() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
        String languages = request.getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        String uri = request.getRequestURI();
        if (languages != null && (languages.length() > LONGEST_ACCEPT_LANGUAGE || hasNoLanguage(uri))) {
            headers.removeHeader(HttpHeaders.ACCEPT_LANGUAGE);
        }
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && (accept.isBlank() || accept.length() > LONGEST_ACCEPT || namesOtherCharset(accept))) {
            headers.removeHeader(HttpHeaders.ACCEPT);
        }
        // From the headers, as the request would keep what it once read. A body without a type is refused by each
        // endpoint.
        String type = headers.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.indexOf('*') >= 0) {
            headers.removeHeader(HttpHeaders.CONTENT_TYPE);
        }
        if (uri != null && uri.indexOf(';') >= 0 && !response.isError()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        getNext().invoke(request, response);
    }

    private static boolean hasNoLanguage(@Nullable String uri) {
        return Endpoint.at(uri)
                .filter(endpoint -> endpoint.kind() != Endpoint.Kind.PAGE && endpoint != Endpoint.REGISTRATION)
                .isPresent();
    }

    private static boolean namesOtherCharset(String accept) {
        return accept.indexOf(';') >= 0 && OTHER_CHARSET.matcher(accept).find();
    }
}
