package dev.latchkey.admin.db;

import dev.latchkey.admin.command.AuditKeep;
import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Migrated;
import dev.latchkey.admin.db.DbShapes.Purged;
import dev.latchkey.admin.db.DbShapes.Status;
import dev.latchkey.core.Database;
import dev.latchkey.core.connection.SchemaVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey db}. */
@Command(
        name = "db",
        addMethodSubcommands = false,
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

    @Command(
            name = "purge",
            description = {
                "Forget what has ended: partitions of tokens, revocations, status lists, attempts, bans, client secrets, keys, and audit events that are older than LATCHKEY_AUDIT_KEEP (400d).",
                "Servers do the same every hour; this is for when none runs. No lock is held for long: servers go on."
            },
            footer = {"Examples:", "  latchkey db purge --yes", "  latchkey db purge --dry-run"})
    int purge(@Mixin Confirmation confirmation, @Mixin ChangeOptions change) {
        confirmation.require(terminal(), change, "Remove everything that has ended from the database?");
        Purge purge = new Purge(database().upkeep().all(database().keyChanges(), AuditKeep.of(session()), by(change)));
        Purged purged = purge.run(change.dryRun());
        String words = change.mood("removed") + " " + purged.partitions() + " partitions of tokens, "
                + purged.accessTokens() + " expired access tokens, " + purged.limits() + " attempts and bans, "
                + purged.secrets() + " old client secrets, " + purged.revokedStatuses() + " revoked statuses, "
                + purged.statusLists() + " status lists, " + purged.keys() + " keys, " + purged.auditEvents()
                + " audit events";
        output().done(DbShapes.PURGED, purged, words);
        purge.refuseUnfinished();
        return ExitCode.DONE;
    }
}
