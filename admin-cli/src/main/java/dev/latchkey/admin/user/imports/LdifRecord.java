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

    /** The attributes that an import reads; others, such as the members of a group, take no memory. */
    private static final Set<String> READ = Set.of(
            "accountexpires",
            "cn",
            "displayname",
            "dn",
            "entryuuid",
            "givenname",
            "ipauniqueid",
            "krbprincipalexpiration",
            "logindisabled",
            "mail",
            "memberof",
            "nsaccountlock",
            "nsuniqueid",
            "objectclass",
            "pwdaccountlockedtime",
            "pwdreset",
            "samaccountname",
            "shadowexpire",
            "sn",
            "uid",
            "useraccountcontrol",
            "userpassword");

    /** In characters, of what is kept of an entry. */
    private static final int MOST = 1024 * 1024;

    private final long line;
    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> unread = new TreeSet<>();
    private int size;
    private boolean empty = true;

    /** A record that begins on a line. */
    LdifRecord(long line) {
        this.line = line;
    }

    long line() {
        return line;
    }

    /**
     * Adds a value. Options of the attribute, such as a language, are left out.
     *
     * @throws BadLineException when the entry gets too large
     */
    void add(String attribute, String value) {
        String name = name(attribute);
        empty = false;
        if (READ.contains(name)) {
            grow(value.length());
            values.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
        }
    }

    /**
     * Remembers that an attribute has a value that is no text, or that is a URL.
     *
     * @throws BadLineException when the entry gets too large
     */
    void addUnread(String attribute) {
        empty = false;
        if (unread.add(name(attribute))) {
            grow(attribute.length());
        }
    }

    private void grow(int length) {
        // A value takes memory also when it is empty.
        size += length + 100;
        if (size > MOST) {
            throw new BadLineException("The entry is too large: an import reads at most a million characters of one.");
        }
    }

    private static String name(String attribute) {
        int options = attribute.indexOf(';');
        return (options < 0 ? attribute : attribute.substring(0, options)).toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return empty;
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
