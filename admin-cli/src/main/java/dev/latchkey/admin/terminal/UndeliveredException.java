package dev.latchkey.admin.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Data did not reach standard output. */
public final class UndeliveredException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    public UndeliveredException(IOException cause) {
        super(cause);
        this.reason = String.valueOf(cause.getMessage());
    }

    /** Whether the program that read the data has ended, as {@code head} does when it has enough. */
    public boolean readerHasGone() {
        return reason().toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    /** What the operating system says, such as "No space left on device". */
    public String reason() {
        return reason;
    }
}
