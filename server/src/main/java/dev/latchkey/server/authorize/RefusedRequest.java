package dev.latchkey.server.authorize;

import dev.latchkey.core.client.Client;

/**
 * An authorization request that is answered to the client with an error: <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749, section 4.1.2.1</a>. It has no stack trace: it
 * is an answer that was decided on.
 */
public final class RefusedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ReturnAddress address;
    private final String code;
    private final String description;

    /**
     * An error.
     *
     * @param code the {@code error}
     * @param description a sentence for the developer of the client, in the characters of RFC 6749, appendix A.8; it may
     *     repeat a scope and nothing else of the request
     */
    public RefusedRequest(ReturnAddress address, String code, String description) {
        super(code + ": " + description, null, false, false);
        this.address = address;
        this.code = code;
        this.description = description;
    }

    /** The user said no. */
    public static RefusedRequest denied(ReturnAddress address) {
        return new RefusedRequest(address, "access_denied", "The user did not allow it.");
    }

    ReturnAddress address() {
        return address;
    }

    String code() {
        return code;
    }

    String description() {
        return description;
    }

    Client client() {
        return address.client();
    }
}
