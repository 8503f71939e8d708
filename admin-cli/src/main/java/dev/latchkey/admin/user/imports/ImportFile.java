package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.PasswordRules;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Visible;
import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Imports one file: decides on its format, keeps the list of bad lines, shows how far it is. */
public final class ImportFile {

    /** What a file contains. The names are typed. */
    @SuppressWarnings("MemberName")
    public enum Kind {
        csv,
        jsonl
    }

    /** How many bad lines are told on the terminal; a file of them has all. */
    private static final int TOLD = 20;

    private final Path file;
    private final Kind kind;
    private final @Nullable Path errors;
    private final Terminal terminal;
    private final PasswordRules rules;
    private final boolean dryRun;
    private long told;

    /**
     * Prepares an import.
     *
     * @param kind null to go by the end of the file's name
     * @param errors where bad lines are reported; null for standard error
     * @param rules for passwords and hashes
     * @param dryRun whether nothing is really added
     */
    public ImportFile(
            Path file,
            @Nullable Kind kind,
            @Nullable Path errors,
            Terminal terminal,
            PasswordRules rules,
            boolean dryRun) {
        this.file = file;
        this.kind = kind == null ? kindOf(file) : kind;
        this.errors = errors;
        this.terminal = terminal;
        this.rules = rules;
        this.dryRun = dryRun;
    }

    private static Kind kindOf(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Kind.csv;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return Kind.jsonl;
        }
        throw Failure.usage("Is '" + file + "' CSV or JSON Lines? Say --format csv or --format jsonl.");
    }

    /** Reads the whole file. {@code store} adds a batch and returns the result for each account. */
    public UserImport.Result run(Function<List<NewUser>, List<Arrival>> store) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Failure.usage("The file '" + file + "' cannot be read.");
        }
        refuseOwnReport();
        try (InputStream in = Files.newInputStream(file);
                @Nullable Writer report = errors == null ? null : Files.newBufferedWriter(errors)) {
            var bar = new ProgressBar(terminal, Files.size(file));
            var run = new UserImport(
                    new Lines(in),
                    new Account(rules),
                    store,
                    dryRun,
                    (line, bad, message) -> tell(report, line, bad, message),
                    bar::at);
            UserImport.Result result = kind == Kind.csv ? run.csv() : run.jsonLines();
            bar.end();
            return result;
        } catch (BadLineException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Failure.failed("A file cannot be read or written: " + e.getMessage()
                    + (dryRun
                            ? ". Nothing was changed."
                            : ". Users that were added before that stay: import the same file again."));
        }
    }

    /** Opening the report would empty the file before its first line is read. */
    private void refuseOwnReport() {
        try {
            if (errors != null && Files.exists(errors) && Files.isSameFile(file, errors)) {
                throw Failure.usage("The file of --errors is the file that is imported: name another one.");
            }
        } catch (IOException e) {
            throw Failure.failed("The file '" + errors + "' cannot be looked at: " + e.getMessage() + ".");
        }
    }

    private void tell(@Nullable Writer report, long line, boolean bad, String message) {
        if (report == null) {
            if (bad && told++ < TOLD) {
                terminal.say("line " + line + ": " + message);
            }
            return;
        }
        try {
            report.write(line + "\t" + Visible.text(message) + "\n");
        } catch (IOException e) {
            throw Failure.failed("The file '" + errors + "' cannot be written.");
        }
    }
}
