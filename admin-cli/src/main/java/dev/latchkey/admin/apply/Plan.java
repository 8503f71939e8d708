package dev.latchkey.admin.apply;

import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Difference;
import dev.latchkey.admin.config.Part;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What has to change in the database so that it is as the files want it.
 *
 * @param parts section by section
 */
record Plan(List<Part.Changes<?>> parts) {

    /**
     * One line of the plan as it is shown: a field of a changed object, or the object where no field is to be told.
     *
     * @param action {@code +}, {@code ~} or {@code -}
     */
    record Line(
            String action,
            String section,
            String name,
            @Nullable String field,
            @Nullable Object before,
            @Nullable Object after) {}

    /** Computes it from what is there now. */
    static Plan of(Database database, List<Part<?>> wanted, boolean prune, boolean enable, Consumer<String> notes) {
        List<Part.Changes<?>> parts = new ArrayList<>();
        wanted.forEach(part -> parts.add(part.compare(database, prune, enable, notes)));
        return new Plan(parts);
    }

    /** Whether the same was or would have been shown for another plan. */
    boolean isShownAs(Plan other) {
        return shown().equals(other.shown());
    }

    private List<?> shown() {
        return parts.stream().map(Part.Changes::shown).toList();
    }

    boolean isEmpty() {
        return parts.stream().allMatch(part -> part.list().isEmpty());
    }

    int added() {
        return count(Change::adds);
    }

    int changed() {
        return count(change -> !change.adds() && !change.deletes());
    }

    int deleted() {
        return count(Change::deletes);
    }

    private int count(Predicate<Change<?>> which) {
        return Math.toIntExact(parts.stream()
                .flatMap(part -> part.list().stream())
                .filter(which)
                .count());
    }

    /** What is shown, with the number of live sign-ins that end. */
    List<Line> lines(Database database) {
        List<Line> lines = new ArrayList<>();
        for (Part.Changes<?> part : parts) {
            Map<String, Integer> signIns = part.signIns(database);
            for (Change<?> change : part.list()) {
                add(part.section().name(), change, signIns.getOrDefault(change.name(), 0), lines);
            }
        }
        return lines;
    }

    private static void add(String section, Change<?> change, int signIns, List<Line> lines) {
        List<Difference> differences = new ArrayList<>(change.differences());
        if (signIns > 0) {
            differences.add(new Difference("live_sign_ins", (long) signIns, 0L));
        }
        if (differences.isEmpty()) {
            lines.add(new Line(change.sign(), section, change.name(), null, null, null));
        }
        differences.forEach(one ->
                lines.add(new Line(change.sign(), section, change.name(), one.field(), one.before(), one.after())));
    }

    /** Makes the changes, in the transaction of the caller. */
    void write(Database database, Attribution by) {
        // As sign-ins lock them: users before clients.
        List<Part.Changes<?>> order = new ArrayList<>(parts);
        order.sort(Comparator.comparing(part -> !part.section().changesUsers()));
        order.forEach(part -> part.write(database, by));
    }

    /** How many objects change, in words. */
    String words() {
        return added() + " to add, " + changed() + " to change, " + deleted() + " to delete";
    }
}
