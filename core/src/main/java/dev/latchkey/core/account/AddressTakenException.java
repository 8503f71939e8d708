package dev.latchkey.core.account;

/** Another account has the same email address, verified. The transaction is rolled back. */
public final class AddressTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String MESSAGE = "Another account has this email address, and it is verified there.";

    AddressTakenException(Throwable cause) {
        super(MESSAGE, cause);
    }

    /** A sentence for administrators. */
    @Override
    public String getMessage() {
        return MESSAGE;
    }
}
