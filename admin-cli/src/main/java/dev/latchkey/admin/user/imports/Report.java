package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.user.imports.UserImport.BadLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Messages about lines, in their order. Some are known only after the batch is stored. */
final class Report {

    private record Entry(long line, boolean bad, String message) {}

    private final BadLines told;
    private final List<Entry> entries = new ArrayList<>();
    private long bad;

    Report(BadLines told) {
        this.told = told;
    }

    /** {@code name} is that of the user; empty when it is not known. */
    void bad(long line, String name, String message) {
        bad++;
        entries.add(new Entry(line, true, told(name, message)));
    }

    void note(long line, String name, String message) {
        entries.add(new Entry(line, false, told(name, message)));
    }

    private static String told(String name, String message) {
        return name.isEmpty() ? message : name + ": " + message;
    }

    /** How many lines were bad. */
    long bad() {
        return bad;
    }

    /** Whether it should be told before it takes more memory. */
    boolean isFull() {
        return entries.size() >= UserImport.BATCH;
    }

    void flush() {
        entries.sort(Comparator.comparingLong(Entry::line));
        entries.forEach(entry -> told.report(entry.line(), entry.bad(), entry.message()));
        entries.clear();
    }
}
