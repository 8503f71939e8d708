package dev.latchkey.admin.user.imports;

import dev.latchkey.db.user.NewUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads accounts line by line and hands them on in batches. A line that is bad is reported and left out; an account
 * whose name is taken is left out too, so that the same file can be imported again after an interruption.
 */
public final class UserImport {

    static final int BATCH = 1_000;

    /** How an import went. */
    public record Result(long lines, long added, long existing, long bad) {}

    /** Told of every bad line. */
    @FunctionalInterface
    public interface BadLines {
        void report(long line, String message);
    }

    /** Told now and then how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(long bytes, long users);
    }

    private final Lines lines;
    private final ToIntFunction<List<NewUser>> store;
    private final BadLines badLines;
    private final Progress progress;
    private final Account account = new Account();
    private final List<NewUser> batch = new ArrayList<>(BATCH);

    private long read;
    private long added;
    private long bad;

    /**
     * Prepares an import.
     *
     * @param store adds accounts in one transaction and says how many were new
     */
    UserImport(Lines lines, ToIntFunction<List<NewUser>> store, BadLines badLines, Progress progress) {
        this.lines = lines;
        this.store = store;
        this.badLines = badLines;
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
            if (!Account.FIELDS.containsKey(name)) {
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
            if (batch.size() == BATCH || !more) {
                flush();
            }
        }
        return new Result(read, added, read - bad - added, bad);
    }

    private boolean step(LineFormat format) throws IOException {
        @Nullable String line = "";
        try {
            line = lines.next();
            if (line != null && !line.isBlank()) {
                batch.add(account.of(format.read(line)));
                read++;
            }
        } catch (BadLineException | IllegalArgumentException e) {
            read++;
            bad++;
            badLines.report(lines.number(), String.valueOf(e.getMessage()));
        }
        return line != null;
    }

    private void flush() {
        if (!batch.isEmpty()) {
            added += store.applyAsInt(List.copyOf(batch));
            batch.clear();
        }
        progress.at(lines.bytes(), read);
    }
}
