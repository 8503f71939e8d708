package dev.latchkey.admin.resource;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey resource list}. */
record ListResources(Session session) {

    @Command(
            description = "List the APIs that clients may ask access tokens for.",
            footer = {"Examples:", "  latchkey resource list", "  latchkey resource list -o json"})
    int list() {
        session.output()
                .list(
                        ResourceShapes.RESOURCE,
                        session.database().requests().resources().findAll());
        return ExitCode.DONE;
    }
}
