package dev.latchkey.admin.user.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An entry of a directory. */
final class LdifRecord {

    private final long line;
    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> unread = new TreeSet<>();

    /** A record that begins on a line. */
    LdifRecord(long line) {
        this.line = line;
    }

    long line() {
        return line;
    }

    /** Adds a value. Options of the attribute, such as a language, are left out. */
    void add(String attribute, String value) {
        values.computeIfAbsent(name(attribute), name -> new ArrayList<>()).add(value);
    }

    /** Remembers that an attribute has a value that is no text, or that is a URL. */
    void addUnread(String attribute) {
        unread.add(name(attribute));
    }

    private static String name(String attribute) {
        int options = attribute.indexOf(';');
        return (options < 0 ? attribute : attribute.substring(0, options)).toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return values.isEmpty() && unread.isEmpty();
    }

    boolean has(String attribute) {
        return values.containsKey(name(attribute));
    }

    boolean isUnread(String attribute) {
        return unread.contains(name(attribute));
    }

    /** The attributes with a value that was not read. */
    Set<String> unread() {
        return unread;
    }

    /** The first value; null when there is none. */
    @Nullable
    String first(String attribute) {
        List<String> all = all(attribute);
        return all.isEmpty() ? null : all.getFirst();
    }

    List<String> all(String attribute) {
        return values.getOrDefault(name(attribute), List.of());
    }
}
