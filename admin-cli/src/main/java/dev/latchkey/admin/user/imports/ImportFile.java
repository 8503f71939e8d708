package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.PasswordRules;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Visible;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Imports files: keeps the list of bad lines, shows how far it is. */
public final class ImportFile {

    /** How many bad lines are told on the terminal; a file of them has all. */
    private static final int TOLD = 20;

    private final List<Path> files;
    private final Kind kind;
    private final Options options;
    private final Terminal terminal;
    private final PasswordRules rules;
    private final boolean dryRun;
    private String file = "";
    private long told;

    /**
     * Prepares an import.
     *
     * @param kind of all files
     * @param rules for passwords and hashes
     * @param dryRun whether nothing is really added
     */
    public ImportFile(
            List<Path> files, Kind kind, Options options, Terminal terminal, PasswordRules rules, boolean dryRun) {
        this.files = List.copyOf(files);
        this.kind = kind;
        this.options = options;
        this.terminal = terminal;
        this.rules = rules;
        this.dryRun = dryRun;
    }

    /** What came of an import. */
    public record Outcome(UserImport.Result result, Summary summary) {}

    /**
     * Looks whether the files can be read, before there is a database for them.
     *
     * @throws Failure when one cannot, or would be overwritten
     */
    public void requireReadable() {
        for (Path one : files) {
            if (!Files.isReadable(one) || Files.isDirectory(one)) {
                throw Failure.usage("The file '" + one + "' cannot be read.");
            }
            options.refuseOwnFile(one);
        }
    }

    /** Reads the whole files. */
    public Outcome run(Accounts accounts) {
        try (@Nullable Writer report = options.errors() == null ? null : Files.newBufferedWriter(options.errors());
                @Nullable IdMap map = dryRun ? null : IdMap.open(options.map());
                Hashing hashing = new Hashing(dryRun)) {
            Account account = new Account(rules, options.choices(accounts.scopesOf(options.groups())));
            boolean[] counted = new boolean[1];
            var run = new UserImport(
                    account,
                    accounts,
                    hashing,
                    () -> {
                        if (!counted[0]) {
                            counted[0] = true;
                            tellTime(count(account, accounts), hashing);
                        }
                    },
                    map,
                    dryRun,
                    (line, bad, message) -> tell(report, line, bad, message));
            readAll(run, run);
            return new Outcome(run.result(), run.summary());
        } catch (BadLineException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Failure.failed("A file cannot be read or written: " + e.getMessage()
                    + (dryRun
                            ? ". Nothing was changed."
                            : ". Users that were added before that stay: import the same file again."));
        }
    }

    private long count(Account account, Accounts accounts) throws IOException {
        var count = new WeakCount(account, accounts);
        readAll(count, null);
        return count.count();
    }

    /** {@code run} is told where files end; null when nothing is shown and stored. */
    private void readAll(Source.Sink sink, @Nullable UserImport run) throws IOException {
        Source source = kind.source();
        List<Path> read = source.prepare(files);
        long total = 0;
        for (Path one : read) {
            total += Files.size(one);
        }
        long before = 0;
        var bar = new ProgressBar(terminal, total);
        for (Path one : read) {
            try (var in = new CountedInput(Files.newInputStream(one))) {
                if (run == null) {
                    source.read(in, sink);
                } else {
                    file = files.size() > 1 ? one.getFileName() + ": " : "";
                    long begin = before;
                    source.read(in, new Watched(run, () -> bar.at(begin + in.bytes(), run.read())));
                    run.flush();
                }
                before += in.bytes();
            }
        }
        source.end(sink);
        if (run != null) {
            run.flush();
            bar.end();
        }
    }

    /** Tells how far it is after each user. */
    private record Watched(UserImport run, Runnable progress) implements Source.Sink {

        @Override
        public void entry(Entry entry) throws IOException {
            run.entry(entry);
            progress.run();
        }

        @Override
        public void bad(long line, String message) throws IOException {
            run.bad(line, message);
            progress.run();
        }

        @Override
        public void noUser(String reason) {
            run.noUser(reason);
        }
    }

    private void tellTime(long hashes, Hashing hashing) {
        if (hashes == 0) {
            return;
        }
        Duration time = Duration.ofSeconds(hashing.secondsFor(hashes));
        terminal.say(hashes + " passwords are in clear or have weak hashes: hashing them "
                + (dryRun ? "would take" : "takes") + " about "
                + (time.toMinutes() > 1 ? time.toMinutes() + " min" : time.toSeconds() + " s") + ", "
                + hashing.threads() + " at a time.");
    }

    private void tell(@Nullable Writer report, long line, boolean bad, String message) {
        if (report == null) {
            if (bad && told++ < TOLD) {
                terminal.say(file + "line " + line + ": " + message);
            }
            return;
        }
        try {
            report.write(line + "\t" + Visible.text(file + message) + "\n");
        } catch (IOException e) {
            throw Failure.failed("The file '" + options.errors() + "' cannot be written.");
        }
    }
}
