package dev.latchkey.admin.db;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Migrated;
import dev.latchkey.core.connection.SchemaVersion;
import picocli.CommandLine.Command;

/** {@code latchkey db migrate}. */
record MigrateDatabase(Session session) {

    @Command(
            description = "Bring the schema up to the version of this program. Several may do it at once.",
            footer = {"Examples:", "  latchkey db migrate"})
    int migrate() {
        session.mayBegin();
        session.refuseNewerSchema();
        int applied = session.connection().migrate();
        int partitions = session.database().partitions().extend();
        String words = applied == 0
                ? "the schema is at version " + SchemaVersion.EXPECTED + " already"
                : "applied " + applied + " migrations: the schema is at version " + SchemaVersion.EXPECTED;
        session.output().done(DbShapes.MIGRATED, new Migrated(applied, partitions, SchemaVersion.EXPECTED), words);
        return ExitCode.DONE;
    }
}
