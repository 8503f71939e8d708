package dev.latchkey.admin.db;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey db}. */
public final class DbCommand {

    public static final Noun NOUN = new Noun(
            "db",
            "The database: its schema and its size.",
            List.of("latchkey db migrate", "latchkey db status"),
            new Verb("migrate", MigrateDatabase.class),
            new Verb("purge", PurgeDatabase.class),
            new Verb("status", ShowStatus.class));

    private DbCommand() {}
}
