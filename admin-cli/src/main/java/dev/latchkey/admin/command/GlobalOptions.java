package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Format;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before or after its name. Without annotations: every run would pay for those. */
public final class GlobalOptions {

    private final OptionSpec output = option("-o", "--output")
            .type(Format.class)
            .paramLabel("FORMAT")
            .order(900)
            .description(
                    "${COMPLETION-CANDIDATES}. Default: table on a terminal, tsv (tab-separated, no heading) in a pipe.")
            .build();

    private final OptionSpec spreadsheet = flag("--spreadsheet")
            .order(901)
            .description(
                    "With -o csv: put ' before cells that a spreadsheet would take for a formula. For people, not for programs.")
            .build();

    private final OptionSpec dbUrl = option("--db-url")
            .type(String.class)
            .paramLabel("URL")
            .order(910)
            .description("The database, jdbc:postgresql://host/name, instead of LATCHKEY_DB_URL.")
            .build();

    private final OptionSpec dbUser = option("--db-user")
            .type(String.class)
            .paramLabel("ROLE")
            .order(911)
            .description("The database role, instead of LATCHKEY_DB_USER.")
            .build();

    private final OptionSpec dbPasswordFile = option("--db-password-file")
            .type(Path.class)
            .paramLabel("FILE")
            .order(912)
            .description(
                    "A file with the role's password, instead of LATCHKEY_DB_PASSWORD or LATCHKEY_DB_PASSWORD_FILE.")
            .build();

    private final OptionSpec home = option("--home")
            .type(Path.class)
            .paramLabel("DIR")
            .order(913)
            .description("Where the embedded database is, instead of LATCHKEY_HOME or ~/.latchkey.")
            .build();

    private final OptionSpec verbose = flag("--verbose")
            .order(990)
            .description("Show the stack trace of an error.")
            .build();

    private final OptionSpec help = flag("-h", "--help")
            .usageHelp(true)
            .order(999)
            .description("Show this help.")
            .build();

    private static OptionSpec.Builder option(String... names) {
        return OptionSpec.builder(names).scopeType(ScopeType.INHERIT);
    }

    private static OptionSpec.Builder flag(String... names) {
        return option(names).type(boolean.class).arity("0").initialValue(false);
    }

    /** Adds the options to the program, whose commands inherit them. */
    public void addTo(CommandSpec program) {
        Stream.of(output, spreadsheet, dbUrl, dbUser, dbPasswordFile, home, help, verbose)
                .forEach(program::addOption);
    }

    /** Refuses options that do not go together, before anything is done. */
    public void check() {
        if (spreadsheet() && output() != Format.csv) {
            throw Failure.usage("--spreadsheet changes cells of CSV: use it together with -o csv.");
        }
    }

    public boolean verbose() {
        return Boolean.TRUE.equals(verbose.getValue());
    }

    /** The format that the command line names; null when it names none. */
    public @Nullable Format output() {
        return output.getValue();
    }

    boolean spreadsheet() {
        return Boolean.TRUE.equals(spreadsheet.getValue());
    }

    @Nullable
    String dbUrl() {
        return dbUrl.getValue();
    }

    @Nullable
    String dbUser() {
        return dbUser.getValue();
    }

    @Nullable
    Path dbPasswordFile() {
        return dbPasswordFile.getValue();
    }

    @Nullable
    Path home() {
        return home.getValue();
    }
}
