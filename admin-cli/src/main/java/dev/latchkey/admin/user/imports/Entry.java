package dev.latchkey.admin.user.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user as a source has it: the fields of {@link Account#FIELDS}, and what only some sources know. */
final class Entry {

    /** In bytes: a shorter secret of an app can be guessed. */
    private static final int LEAST_SECRET = 10;

    private static final int MOST_SECRET = 128;

    /** Of a name in messages, in characters. */
    private static final int MOST_SHOWN = 128;

    private final long line;
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private final List<String> roles = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private @Nullable String oldId;
    private byte @Nullable [] appSecret;
    private boolean closed;
    private boolean hadFactor;
    private boolean fromUs;

    Entry(long line) {
        this.line = line;
    }

    /** An entry whose fields have our names, from a file that an administrator made. */
    static Entry ofOurs(long line, Map<String, @Nullable Object> fields) {
        Entry entry = new Entry(line);
        entry.fields.putAll(fields);
        entry.fromUs = true;
        return entry;
    }

    /** Sets a field; null leaves it out. */
    Entry put(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    /** The identifier in the other system; a UUID stays the id of the user. */
    Entry id(@Nullable String id) {
        oldId = id;
        return this;
    }

    /** Roles that a scope may stand for. */
    Entry roles(List<String> more) {
        roles.addAll(more);
        return this;
    }

    /** Keeps the account closed. */
    Entry close(String field, String reason) {
        closed = true;
        return leftOut(LeftOut.loss(field, "the user stays disabled: " + reason));
    }

    Entry leftOut(LeftOut what) {
        leftOut.add(what);
        return this;
    }

    /** The user had a second factor, which is this app of six digits and 30 seconds. */
    Entry app(byte[] secret) {
        if (secret.length < LEAST_SECRET || secret.length > MOST_SECRET) {
            return hadFactor("the secret of the app has " + secret.length + " bytes and not " + LEAST_SECRET + " to "
                    + MOST_SECRET);
        }
        appSecret = secret;
        return this;
    }

    /** The user had a second factor that cannot be imported. */
    Entry hadFactor(String reason) {
        hadFactor = true;
        return leftOut(LeftOut.loss("second factor", reason + "; the next sign-in asks for a new one"));
    }

    /** The name to sign in with as far as it is known, for messages. */
    String name() {
        Object name = fields.get("username") == null ? fields.get("email") : fields.get("username");
        if (!(name instanceof String text)) {
            return "";
        }
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    long line() {
        return line;
    }

    Map<String, @Nullable Object> fields() {
        return fields;
    }

    List<String> roles() {
        return roles;
    }

    List<LeftOut> leftOut() {
        return leftOut;
    }

    @Nullable
    String oldId() {
        return oldId;
    }

    byte @Nullable [] appSecret() {
        return appSecret;
    }

    boolean isClosed() {
        return closed;
    }

    boolean hadAnyFactor() {
        return hadFactor || appSecret != null;
    }

    boolean isFromUs() {
        return fromUs;
    }

    /** Leaves the fields out: there are secrets among them. */
    @Override
    public String toString() {
        return "Entry[" + line + "]";
    }
}
