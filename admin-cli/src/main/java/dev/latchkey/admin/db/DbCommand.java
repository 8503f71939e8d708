package dev.latchkey.admin.db;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey db}. */
@Command(
        name = "db",
        description = DbCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey db migrate", "  latchkey db status"})
@Verbs({MigrateDatabase.class, PurgeDatabase.class, ShowStatus.class})
public final class DbCommand {

    public static final String DESCRIPTION = "The database: its schema and its size.";

    private DbCommand() {}
}
