package dev.latchkey.embedded.ownership;

/** The home that was configured cannot be used. The message is one line for the person who configured it. */
public final class UnusableHomeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableHomeException(String message) {
        super(message);
    }
}
