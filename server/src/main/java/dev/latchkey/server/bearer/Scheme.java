package dev.latchkey.server.bearer;

import dev.latchkey.server.dpop.ProofVerifier;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** How an access token is sent, and challenged for, in the {@code WWW-Authenticate} header. */
enum Scheme {
    /** The token alone is enough: <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>. */
    BEARER("Bearer", ""),
    /** With a proof of the key that it is bound to: <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7.1">RFC 9449, section 7.1</a>. */
    DPOP("DPoP", "algs=\"" + String.join(" ", ProofVerifier.algorithms()) + "\"");

    private final String label;
    private final String parameters;

    Scheme(String label, String parameters) {
        this.label = label;
        this.parameters = parameters;
    }

    /** Where the token begins in a header of this scheme; -1 when it has another one. */
    int end(String header) {
        return header.regionMatches(true, 0, label, 0, label.length()) ? label.length() : -1;
    }

    /** That of a request, as far as it has an {@code Authorization} header. */
    static Scheme of(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && DPOP.end(header) > 0 ? DPOP : BEARER;
    }

    /** For a request that brought no token at all: no error code, RFC 6750, section 3.1. */
    String challenge() {
        return label + " realm=\"latchkey\"" + (parameters.isEmpty() ? "" : ", " + parameters);
    }

    /** The header that goes with an error. */
    String challenge(String error, @Nullable String description, @Nullable String scope) {
        StringBuilder challenge =
                new StringBuilder(label + " error=\"").append(error).append('"');
        if (description != null) {
            challenge
                    .append(", error_description=\"")
                    .append(description.replace("\"", "'"))
                    .append('"');
        }
        if (scope != null) {
            challenge.append(", scope=\"").append(scope).append('"');
        }
        if (!parameters.isEmpty()) {
            challenge.append(", ").append(parameters);
        }
        return challenge.toString();
    }
}
