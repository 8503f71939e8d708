package dev.latchkey.admin.db;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Status;
import dev.latchkey.core.Database;
import dev.latchkey.core.connection.SchemaVersion;
import picocli.CommandLine.Command;

/** {@code latchkey db status}. */
record ShowStatus(Session session) {

    @Command(
            description = "Show the version of the schema and how much there is. Works with any schema.",
            footer = {"Examples:", "  latchkey db status", "  latchkey db status -o json"})
    int status() {
        Database database = session.connection().database();
        SchemaVersion schema = database.schemaVersion();
        Status status = schema.current() == SchemaVersion.EXPECTED
                ? Status.current(schema, database.size())
                : Status.other(schema);
        session.output().show(DbShapes.STATUS, status);
        return ExitCode.DONE;
    }
}
