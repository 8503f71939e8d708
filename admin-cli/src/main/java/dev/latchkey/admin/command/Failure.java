package dev.latchkey.admin.command;

/** A command cannot do what it was told to. The message is one line that says what to do; no stack trace is needed. */
public final class Failure extends RuntimeException {

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public static Failure failed(String message) {
        return new Failure(ExitCode.FAILED, message);
    }

    public static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, message);
    }

    public static Failure notFound(String message) {
        return new Failure(ExitCode.NOT_FOUND, message);
    }

    public static Failure conflict(String message) {
        return new Failure(ExitCode.CONFLICT, message);
    }

    public static Failure noDatabase(String message) {
        return new Failure(ExitCode.DATABASE_UNAVAILABLE, message);
    }

    public static Failure wrongSchema(String message) {
        return new Failure(ExitCode.WRONG_SCHEMA, message);
    }

    public int exitCode() {
        return exitCode;
    }

    /** The message; a failure always has one. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
