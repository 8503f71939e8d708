package dev.latchkey.bench.faults;

/** Something happened that nothing explains which was answered before. */
final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenPromiseException(String message) {
        super(message);
    }
}
