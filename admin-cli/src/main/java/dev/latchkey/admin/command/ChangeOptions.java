package dev.latchkey.admin.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that changes something. */
public final class ChangeOptions {

    @Option(names = "--reason", paramLabel = "TEXT", order = 800, description = "Why; it is kept in the audit log.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            order = 800,
            description = "Who makes the change, instead of USER@HOST. The audit log keeps it as a claim.")
    @Nullable
    String actor;

    @Option(names = "--dry-run", order = 801, description = "Say what would happen and change nothing.")
    boolean dryRun;

    public @Nullable String reason() {
        return reason;
    }

    public boolean dryRun() {
        return dryRun;
    }

    /** Puts {@code words} into the mood of what is not really happening. */
    public String mood(String words) {
        return dryRun ? "would have " + words : words;
    }
}
