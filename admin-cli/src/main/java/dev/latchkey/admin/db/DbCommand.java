package dev.latchkey.admin.db;

import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Migrated;
import dev.latchkey.admin.db.DbShapes.Status;
import dev.latchkey.db.Database;
import dev.latchkey.db.connection.SchemaVersion;
import picocli.CommandLine.Command;

/** {@code latchkey db}. */
@Command(
        name = "db",
        description = "The database: its schema and its size.",
        footer = {"Examples:", "  latchkey db migrate", "  latchkey db status"})
public final class DbCommand extends CommandGroup {

    public DbCommand(Session session) {
        super(session);
    }

    @Command(
            name = "migrate",
            description = "Bring the schema up to the version of this program. Several may do it at once.",
            footer = {"Examples:", "  latchkey db migrate"})
    int migrate() {
        session().refuseNewerSchema();
        int applied = session().connection().migrate();
        int partitions = database().partitions().extend();
        String words = applied == 0
                ? "the schema is at version " + SchemaVersion.EXPECTED + " already"
                : "applied " + applied + " migrations: the schema is at version " + SchemaVersion.EXPECTED;
        output().done(DbShapes.MIGRATED, new Migrated(applied, partitions, SchemaVersion.EXPECTED), words);
        return ExitCode.DONE;
    }

    @Command(
            name = "status",
            description = "Show the version of the schema and how much there is. Works with any schema.",
            footer = {"Examples:", "  latchkey db status", "  latchkey db status -o json"})
    int status() {
        Database database = session().connection().database();
        SchemaVersion schema = database.schemaVersion();
        Status status = schema.current() == SchemaVersion.EXPECTED
                ? Status.current(schema, database.size())
                : Status.other(schema);
        output().show(DbShapes.STATUS, status);
        return ExitCode.DONE;
    }
}
