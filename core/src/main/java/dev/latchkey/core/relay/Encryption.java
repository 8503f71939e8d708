package dev.latchkey.core.relay;

/** How the connection to a relay is encrypted. */
public enum Encryption {
    /** After the command {@code STARTTLS}; a relay that does not offer it gets nothing. */
    STARTTLS_REQUIRED(587),
    /** From the first byte. */
    IMPLICIT(465),
    /** Not, on this machine. */
    OFF(25),
    /** Not, and the operator trusts the network. */
    OFF_ON_TRUSTED_NETWORK(25);

    private final int port;

    Encryption(int port) {
        this.port = port;
    }

    /** The usual port for it. */
    public int port() {
        return port;
    }
}
