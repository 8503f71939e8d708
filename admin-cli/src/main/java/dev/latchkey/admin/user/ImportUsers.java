package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.user.imports.ImportFile;
import dev.latchkey.admin.user.imports.UserImport;
import dev.latchkey.core.account.UserChanges;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user import}. */
record ImportUsers(Session session) {

    @Command(
            name = "import",
            description = {
                "Add many users from a file of CSV (with a heading) or JSON Lines; 'user list -o jsonl' is such a file.",
                "A user whose name is taken is left out, so the same file can be imported again after an interruption.",
                "Two lines with one name are a mistake: the first is imported, the second is a bad line.",
                "Ends with 1 when a line was bad; all others are imported then too."
            },
            footer = {
                "Examples:",
                "  latchkey user import users.csv --dry-run",
                "  latchkey user import users.jsonl --errors bad-lines.txt --reason 'from the old system'"
            })
    int importUsers(
            @Parameters(paramLabel = "FILE", description = "The file; its fields are in docs/cli.md.") Path file,
            @Option(
                            names = "--format",
                            paramLabel = "KIND",
                            order = 10,
                            description = "${COMPLETION-CANDIDATES}. Default: what the file's name ends with.")
                    ImportFile.@Nullable Kind kind,
            @Option(
                            names = "--errors",
                            paramLabel = "FILE",
                            order = 11,
                            description =
                                    "Write the number of each bad line and what is wrong with it to this file, and what of a good line"
                                            + " could not be carried over.")
                    @Nullable
                    Path errors,
            @Mixin Change change) {
        String source = String.valueOf(file.getFileName());
        var importFile =
                new ImportFile(file, kind, errors, session.terminal(), session.passwordRules(), change.dryRun());
        UserImport.Result result = importFile.run(batch -> {
            UserChanges users = session.database().userChanges();
            return change.make(() -> users.addAll(batch, source, change.by()));
        });
        session.output().done(UserShapes.IMPORTED, result, words(result, change));
        return result.bad() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String words(UserImport.Result result, Change change) {
        String words = change.mood("added " + result.added() + " users") + "; " + result.existing() + " exist already, "
                + result.bad() + " bad lines";
        return result.incomplete() == 0
                ? words
                : words + "; " + result.incomplete() + (change.dryRun() ? " would have been" : " were")
                        + " added without all that their line has";
    }
}
