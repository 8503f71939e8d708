package dev.latchkey.admin.command;

/** How a command ends. Scripts depend on these numbers. */
public final class ExitCode {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    /** Exists already, or something else is in the way. */
    public static final int CONFLICT = 4;

    public static final int DATABASE_UNAVAILABLE = 5;
    /** The schema of the database is older or newer than this program. */
    public static final int WRONG_SCHEMA = 6;

    /** A comparison that was asked for found a difference. */
    public static final int DIFFERS = 7;

    /** The program that read the output has ended: 128 and the number of SIGPIPE, as shells have it. */
    public static final int READER_GONE = 141;

    private ExitCode() {}
}
