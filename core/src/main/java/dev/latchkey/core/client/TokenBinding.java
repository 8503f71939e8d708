package dev.latchkey.core.client;

import java.util.Arrays;
import java.util.Optional;

/** What the access tokens of a client have to be bound to. */
public enum TokenBinding {
    /** Whatever a request proves; nothing when it proves nothing. */
    OPTIONAL("optional"),
    /** A key: <a href="https://www.rfc-editor.org/rfc/rfc9449">RFC 9449</a>. */
    DPOP("dpop"),
    /** A certificate: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, section 3</a>. */
    TLS("tls");

    private final String value;

    TokenBinding(String value) {
        this.value = value;
    }

    /** Its name in the database. */
    public String value() {
        return value;
    }

    /** By its name in the database. */
    public static Optional<TokenBinding> of(String value) {
        return Arrays.stream(values())
                .filter(binding -> binding.value.equals(value))
                .findFirst();
    }
}
