package dev.latchkey.server.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.springframework.http.HttpHeaders;

/**
 * Keeps from the framework, on both ports, what it fails on: parameters in the path, and the wish for a language or a
 * character set. No answer depends on either, as JSON is UTF-8 and all texts are English.
 */
public final class StrictRequests extends ValveBase {

    private static final Pattern OTHER_CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*(?!\"?utf-8\\b)");

    public StrictRequests() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
        headers.removeHeader(HttpHeaders.ACCEPT_LANGUAGE);
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && (accept.isBlank() || namesOtherCharset(accept))) {
            headers.removeHeader(HttpHeaders.ACCEPT);
        }
        String uri = request.getRequestURI();
        if (uri != null && uri.indexOf(';') >= 0 && !response.isError()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        getNext().invoke(request, response);
    }

    private static boolean namesOtherCharset(String accept) {
        return accept.indexOf(';') >= 0 && OTHER_CHARSET.matcher(accept).find();
    }
}
