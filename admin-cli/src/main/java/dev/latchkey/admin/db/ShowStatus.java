package dev.latchkey.admin.db;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Status;
import dev.latchkey.core.Database;
import dev.latchkey.core.connection.SchemaVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code latchkey db status}. */
@Command(
        name = "status",
        description = "Show the version of the schema and how much there is. Works with any schema.",
        footer = {"Examples:", "  latchkey db status", "  latchkey db status -o json"})
final class ShowStatus implements Callable<Integer> {

    private final Session session;

    ShowStatus(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Database database = session.connection().database();
        SchemaVersion schema = database.schemaVersion();
        Status status = schema.current() == SchemaVersion.EXPECTED
                ? Status.current(schema, database.size())
                : Status.other(schema);
        session.output().show(DbShapes.STATUS, status);
        return ExitCode.DONE;
    }
}
