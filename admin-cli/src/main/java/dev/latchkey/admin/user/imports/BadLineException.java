package dev.latchkey.admin.user.imports;

/** One line cannot be imported; the others can. The message never repeats a password or a hash. */
final class BadLineException extends RuntimeException {

    BadLineException(String message) {
        super(message, null, false, false);
    }
}
