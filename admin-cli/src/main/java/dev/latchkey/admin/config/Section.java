package dev.latchkey.admin.config;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One kind of objects in a configuration file. An object is known by its name, the first of its settings: under another name
 * it is another object.
 *
 * @param <T> the object, as it is or as a file wants it
 */
public interface Section<T> {

    /** Its name in a file, {@code clients}. */
    String name();

    /** What the object is, for the JSON Schema. */
    String description();

    /** The fields in their order. The first is the name. */
    List<Setting<T>> settings();

    /** Makes an object of what a file has. Fields are known and of the right kinds. */
    T read(Values values);

    /** What is there, by name. */
    SortedMap<String, T> find(Database database);

    /** The object of this name with nothing else said, whose values an export leaves out; null when all values are written. */
    default @Nullable T plain(String name) {
        return null;
    }

    /**
     * What the wanted object comes to, given what is there: what the file may not change stays.
     *
     * @param present null when there is none of this name
     * @param enable whether the file may enable what is disabled
     * @param notes takes a sentence for the person about what stays
     */
    default T settle(Placed<T> wanted, @Nullable T present, boolean enable, Consumer<String> notes) {
        return wanted.thing();
    }

    /** Why an object is not deleted when no file has it: the end of a sentence; empty when it is. */
    default Optional<String> spared(T present) {
        return Optional.empty();
    }

    /** How many live sign-ins end with these changes, by the name of the object. */
    default Map<String, Integer> signIns(Database database, Collection<Change<T>> changes) {
        return Map.of();
    }

    /** Whether a change of such an object also changes users. */
    default boolean changesUsers() {
        return false;
    }

    /** Keeps other transactions from changing such objects until this one ends. */
    void lock(Database database);

    /** Makes changes, with one audit row for each object. They were computed after {@link #lock}. */
    void write(Database database, List<Change<T>> changes, Attribution by);
}
