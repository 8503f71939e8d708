package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Counted;
import dev.latchkey.admin.user.imports.ImportFile;
import dev.latchkey.admin.user.imports.Kind;
import dev.latchkey.admin.user.imports.Options;
import dev.latchkey.admin.user.imports.UserImport;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user import}. */
record ImportUsers(Session session) {

    @Command(
            description = {
                "Add many users from files of another system (--from), or of CSV (with a heading) or JSON Lines; 'user list -o"
                        + " jsonl' is such a file.",
                "A user whose name is taken is left out, so the same file can be imported again after an interruption.",
                "Two lines with one name are a mistake: the first is imported, the second is a bad line.",
                "Ends with 1 when a line was bad; all others are imported then too. Ends with 1 when there is no user."
            },
            footer = {
                "Examples:",
                "  latchkey user import --from keycloak shop-realm.json --map-role customer=read --dry-run",
                "  latchkey user import --from auth0 profiles.ndjson hashes.ndjson --scope read --map ids.tsv",
                "  latchkey user import users.jsonl --errors bad-lines.txt --reason 'from the old system'"
            })
    int importUsers(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "The files; the fields of CSV and JSON Lines are in docs/cli.md.")
                    List<Path> files,
            @Option(
                            names = "--from",
                            paramLabel = "SYSTEM",
                            order = 10,
                            description = "The system that wrote the files: ${COMPLETION-CANDIDATES}.")
                    Kind.@Nullable From from,
            @Option(
                            names = "--format",
                            paramLabel = "KIND",
                            order = 11,
                            description = "${COMPLETION-CANDIDATES}. Default: what the file's name ends with.")
                    Kind.@Nullable Format format,
            @Mixin Options options,
            @Mixin Change change) {
        if (from != null && format != null) {
            throw Failure.usage("--from says the format of the files, so leave --format out.");
        }
        Kind kind = from != null
                ? Kind.of(from, session.now())
                : format != null ? Kind.of(format) : Kind.of(files.getFirst());
        var importFile =
                new ImportFile(files, kind, options, session.terminal(), session.passwordRules(), change.dryRun());
        importFile.requireReadable();
        change.mayBegin();
        List<String> missing = session.database().access().groups().missing(options.groups());
        if (!missing.isEmpty()) {
            throw Failure.notFound("There is no group '" + missing.getFirst() + "'.");
        }
        String source =
                files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
        ImportFile.Outcome outcome = importFile.run(new ImportedAccounts(session, change, source));
        UserImport.Result result = outcome.result();
        session.output().done(UserShapes.IMPORTED, result, words(result, change));
        outcome.summary().lines().forEach(session.terminal()::say);
        tellLacking(
                outcome.summary().withoutPassword(),
                "no password: 'latchkey user set-password' and 'latchkey user reset-link' give one.",
                change);
        tellLacking(
                outcome.summary().withoutScope(),
                "no scope, so that clients get none for them: --scope or --map-role gives some.",
                change);
        if (result.lines() == 0) {
            session.terminal().say("There is no user in " + source + ".");
        }
        return result.bad() == 0 && result.lines() > 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void tellLacking(long users, String what, Change change) {
        if (users > 0) {
            session.terminal()
                    .say((change.dryRun()
                                    ? users + " of them would have"
                                    : Counted.of(users, "of them has", "of them have"))
                            + " " + what);
        }
    }

    private static String words(UserImport.Result result, Change change) {
        String words = change.mood("added " + Counted.of(result.added(), "user")) + "; "
                + Counted.of(result.existing(), "exists", "exist") + " already, "
                + Counted.of(result.bad(), "bad line");
        return result.incomplete() == 0
                ? words
                : words + "; "
                        + (change.dryRun()
                                ? result.incomplete() + " would have been"
                                : Counted.of(result.incomplete(), "was", "were"))
                        + " added without all that their line has";
    }
}
