package dev.latchkey.admin.config;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A section with the objects that the files want in it.
 *
 * @param <T> the object
 */
public final class Part<T> {

    private final Section<T> section;
    private final SortedMap<String, Placed<T>> wanted = new TreeMap<>();

    public Part(Section<T> section) {
        this.section = section;
    }

    public Section<T> section() {
        return section;
    }

    /**
     * Adds an object of a file.
     *
     * @throws dev.latchkey.admin.command.Failure when it is none, or a file had it already
     */
    public void add(Node node) {
        Values values = Values.of(node, section.name(), section.settings());
        T thing = section.read(values);
        String name = String.valueOf(section.settings().getFirst().field().of(thing));
        Placed<T> before = wanted.putIfAbsent(name, new Placed<>(node.at(), thing));
        if (before != null) {
            throw node.at().failure("'" + name + "' is here twice, first at " + before.at() + ".");
        }
    }

    /** What has to change, in the order of the names. */
    public Changes<T> compare(Database database, boolean prune, boolean enable, Consumer<String> notes) {
        SortedMap<String, T> present = section.find(database);
        List<Change<T>> changes = new ArrayList<>();
        Collection<String> names = new TreeSet<>(wanted.keySet());
        if (prune) {
            names.addAll(present.keySet());
        }
        for (String name : names) {
            Placed<T> placed = wanted.get(name);
            T before = present.get(name);
            if (placed != null) {
                T after = section.settle(placed, before, enable, notes);
                List<Difference> differences = before == null ? all(name, after) : between(before, after);
                if (before == null || !differences.isEmpty()) {
                    changes.add(new Change<>(name, before, after, differences));
                }
            } else if (before != null) {
                section.spared(before)
                        .ifPresentOrElse(
                                why -> notes.accept(name + " stays in " + section.name() + ": " + why),
                                () -> changes.add(new Change<>(name, before, null, List.of())));
            }
        }
        return new Changes<>(section, changes);
    }

    /** What a new object has, without its defaults. */
    private List<Difference> all(String name, T after) {
        T plain = section.plain(name);
        return section.settings().stream()
                .skip(1)
                .filter(setting -> isSaid(
                        setting.field().of(after),
                        plain == null ? null : setting.field().of(plain)))
                .map(setting ->
                        new Difference(setting.name(), null, setting.field().of(after)))
                .toList();
    }

    /** Whether a value is neither nothing nor the default. */
    public static boolean isSaid(@Nullable Object value, @Nullable Object byDefault) {
        return value != null && !value.equals(byDefault);
    }

    private List<Difference> between(T before, T after) {
        List<Difference> differences = new ArrayList<>();
        for (Setting<T> setting : section.settings()) {
            Object was = setting.field().of(before);
            Object is = setting.field().of(after);
            if (!Objects.equals(was, is) && !(setting.kept() && is == null)) {
                differences.add(new Difference(setting.name(), was, is));
            }
        }
        return differences;
    }

    /** The changes of a section. */
    public record Changes<T>(Section<T> section, List<Change<T>> list) {

        /** Makes them. */
        public void write(Database database, Attribution by) {
            if (!list.isEmpty()) {
                section.write(database, list, by);
            }
        }

        /** How many live sign-ins they end, by the names of the objects. */
        public Map<String, Integer> signIns(Database database) {
            return section.signIns(database, list);
        }

        /** What they do, as far as a person was shown it: equal for the same. */
        public List<?> shown() {
            return list.stream()
                    .map(change -> List.of(section.name(), change.sign(), change.name(), change.differences()))
                    .toList();
        }
    }
}
