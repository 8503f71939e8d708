package dev.latchkey.server.fetch;

import java.io.IOException;

/** An answer that is not read to its end. The message has nothing in it that the host said. */
final class RefusedAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedAnswerException(String message) {
        super(message);
    }
}
