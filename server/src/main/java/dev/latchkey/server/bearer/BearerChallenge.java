package dev.latchkey.server.bearer;

import org.jspecify.annotations.Nullable;

/** The {@code WWW-Authenticate} header of <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>. */
final class BearerChallenge {

    /** For a request that brought no token at all: no error code, section 3.1. */
    static final String PLAIN = "Bearer realm=\"latchkey\"";

    private BearerChallenge() {}

    /** The header that goes with an error. */
    static String of(String error, @Nullable String description, @Nullable String scope) {
        StringBuilder challenge =
                new StringBuilder("Bearer error=\"").append(error).append('"');
        if (description != null) {
            challenge
                    .append(", error_description=\"")
                    .append(description.replace("\"", "'"))
                    .append('"');
        }
        if (scope != null) {
            challenge.append(", scope=\"").append(scope).append('"');
        }
        return challenge.toString();
    }
}
