package dev.latchkey.admin.user.imports;

import dev.latchkey.core.account.Arrival;
import dev.latchkey.core.account.NewUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads accounts line by line and hands them on in batches. A line that is bad is reported and left out, also the second
 * of two lines with one name; an account whose name was taken before is left out too, so that the same file can be
 * imported again after an interruption.
 */
public final class UserImport {

    static final int BATCH = 1_000;

    /**
     * How an import went.
     *
     * @param incomplete of the added, those that lack something that their line has
     */
    public record Result(long lines, long added, long existing, long bad, long incomplete) {}

    /** Receives every bad line, and the fields of good lines that were not imported. */
    @FunctionalInterface
    public interface BadLines {
        void report(long line, boolean bad, String message);
    }

    /** A line with an account that waits for its batch, and what the account will lack. */
    private record Waiting(long line, NewUser user, List<String> notCarried) {}

    /** Told now and then how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(long bytes, long users);
    }

    private final Lines lines;
    private final Function<List<NewUser>, List<Arrival>> store;
    private final boolean dryRun;
    private final Report report;
    private final Progress progress;
    private final Account account;
    private final SeenLines names = new SeenLines();
    private final SeenLines ids = new SeenLines();
    private final List<Waiting> batch = new ArrayList<>(BATCH);

    private long read;
    private long added;
    private long existing;
    private long incomplete;

    /**
     * Prepares an import.
     *
     * @param store adds accounts in one transaction and returns the result for each
     * @param dryRun whether the store takes back what it adds, so that reports do not say that it was done
     */
    UserImport(
            Lines lines,
            Account account,
            Function<List<NewUser>, List<Arrival>> store,
            boolean dryRun,
            BadLines badLines,
            Progress progress) {
        this.lines = lines;
        this.account = account;
        this.store = store;
        this.dryRun = dryRun;
        this.report = new Report(badLines);
        this.progress = progress;
    }

    Result csv() throws IOException {
        String heading = lines.next();
        if (heading == null) {
            throw new BadLineException(
                    "The file is empty; its first line names the fields: username,email,full_name,scopes.");
        }
        List<String> names =
                LineFormat.csvRecord(heading).stream().map(String::strip).toList();
        for (String name : names) {
            if (!Account.isKnown(name)) {
                throw new BadLineException("The heading has a field '" + name + "'; the fields are "
                        + String.join(", ", Account.FIELDS.keySet()) + ".");
            }
        }
        if (!names.contains("username") || Set.copyOf(names).size() != names.size()) {
            throw new BadLineException("The heading has no field 'username', or one field twice.");
        }
        return run(LineFormat.csv(names));
    }

    Result jsonLines() throws IOException {
        return run(LineFormat.jsonLines());
    }

    private Result run(LineFormat format) throws IOException {
        boolean more = true;
        while (more) {
            more = step(format);
            if (batch.size() == BATCH || report.isFull() || !more) {
                flush();
            }
        }
        return new Result(read, added, existing, report.bad(), incomplete);
    }

    private boolean step(LineFormat format) throws IOException {
        @Nullable String line = "";
        try {
            line = lines.next();
            if (line != null && !line.isBlank()) {
                batch.add(waiting(format.read(line)));
                read++;
            }
        } catch (BadLineException | IllegalArgumentException e) {
            read++;
            report.bad(lines.number(), String.valueOf(e.getMessage()));
        }
        return line != null;
    }

    private Waiting waiting(Map<String, @Nullable Object> fields) {
        NewUser user = account.of(fields);
        refuseSecond(user);
        return new Waiting(lines.number(), user, Account.notCarried(fields));
    }

    /** Two accounts that become one are a loss that must not look like success. */
    private void refuseSecond(NewUser user) {
        int sameName = names.firstLine(user.username().value(), lines.number());
        if (sameName != 0) {
            throw new BadLineException("The username is the same as on line " + sameName
                    + ": names are compared in lower case and in the normal form NFKC.");
        }
        int sameId = user.id() == null ? 0 : ids.firstLine(user.id().toString(), lines.number());
        if (sameId != 0) {
            throw new BadLineException("The id is the same as on line " + sameId + ".");
        }
    }

    private void flush() {
        try {
            if (!batch.isEmpty()) {
                List<Arrival> arrivals =
                        store.apply(batch.stream().map(Waiting::user).toList());
                for (int i = 0; i < batch.size(); i++) {
                    count(batch.get(i), arrivals.get(i));
                }
                batch.clear();
            }
        } finally {
            report.flush();
        }
        progress.at(lines.bytes(), read);
    }

    private void count(Waiting waiting, Arrival arrival) {
        switch (arrival) {
            case ADDED -> {
                added++;
                if (!waiting.notCarried().isEmpty()) {
                    incomplete++;
                    report.note(
                            waiting.line(),
                            (dryRun ? "The user would have been added." : "The user was added.") + " Not carried over: "
                                    + String.join(", ", waiting.notCarried()) + ".");
                }
            }
            case EXISTED -> existing++;
            case OTHER_ID -> report.bad(waiting.line(), "There is a user of this name already, with another id.");
            case ID_TAKEN -> report.bad(waiting.line(), "The id belongs to another user or client already.");
        }
    }
}
