package dev.latchkey.resource;

/** A list was had and is none that can be used; the message ends the sentence "The list cannot be used: …". */
final class UnusableListException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableListException(String message) {
        super(message);
    }
}
