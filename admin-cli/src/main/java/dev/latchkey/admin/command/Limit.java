package dev.latchkey.admin.command;

import picocli.CommandLine.Option;

/** How much of a list is shown. */
public final class Limit {

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "100",
            order = 700,
            description = "At most these many; 0 for all. Default: ${DEFAULT-VALUE}.")
    int limit;

    public int value() {
        if (limit < 0) {
            throw Failure.usage("--limit is 0 or more.");
        }
        return limit;
    }
}
