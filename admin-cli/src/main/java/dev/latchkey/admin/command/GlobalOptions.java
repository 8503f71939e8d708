package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Format;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before or after its name. */
public final class GlobalOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            order = 900,
            description =
                    "${COMPLETION-CANDIDATES}. Default: table on a terminal, tsv (tab-separated, no heading) in a pipe.")
    @Nullable
    Format output;

    @Option(
            names = "--spreadsheet",
            scope = ScopeType.INHERIT,
            order = 901,
            description =
                    "With -o csv: put ' before cells that a spreadsheet would take for a formula. For people, not for programs.")
    boolean spreadsheet;

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            order = 910,
            description = "The database, jdbc:postgresql://host/name, instead of LATCHKEY_DB_URL.")
    @Nullable
    String dbUrl;

    @Option(
            names = "--db-user",
            paramLabel = "ROLE",
            scope = ScopeType.INHERIT,
            order = 911,
            description = "The database role, instead of LATCHKEY_DB_USER.")
    @Nullable
    String dbUser;

    @Option(
            names = "--db-password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            order = 912,
            description =
                    "A file with the role's password, instead of LATCHKEY_DB_PASSWORD or LATCHKEY_DB_PASSWORD_FILE.")
    @Nullable
    Path dbPasswordFile;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            order = 913,
            description = "Where the embedded database is, instead of LATCHKEY_HOME or ~/.latchkey.")
    @Nullable
    Path home;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            order = 999,
            description = "Show this help.")
    boolean helpWanted;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            order = 990,
            description = "Show the stack trace of an error.")
    boolean verbose;

    /** Refuses options that do not go together, before anything is done. */
    public void check() {
        if (spreadsheet && output != Format.csv) {
            throw Failure.usage("--spreadsheet changes cells of CSV: use it together with -o csv.");
        }
    }

    public boolean verbose() {
        return verbose;
    }
}
