package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sources with a name and a hash on each line. */
final class TextSources {

    private static final char LOCKED = '!';

    private TextSources() {}

    /** A file of Apache's {@code htpasswd}: name and hash, separated by a colon. */
    static Source htpasswd() {
        return new LineSource() {
            @Override
            void line(String line, long number, Sink sink) throws IOException {
                if (line.stripLeading().startsWith("#")) {
                    return;
                }
                String[] parts = line.strip().split(":", 3);
                if (parts.length < 2) {
                    throw new BadLineException("The line has no colon after the name.");
                }
                sink.entry(withHash(new Entry(number).put("username", parts[0]), parts[1]));
            }
        };
    }

    /** A table with name, email address and hash, or name and hash, separated by tabs. */
    static Source passlib() {
        return new LineSource() {
            @Override
            void line(String line, long number, Sink sink) throws IOException {
                List<String> parts = List.of(line.split("\t", -1));
                if (parts.size() < 2 || parts.size() > 3) {
                    throw new BadLineException("The line has " + parts.size()
                            + " fields separated by tabs; there are name, email address and hash, or name and hash.");
                }
                Entry entry = new Entry(number).put("username", parts.getFirst());
                if (parts.size() == 3 && !isNull(parts.get(1))) {
                    entry.put("email", parts.get(1));
                }
                sink.entry(withHash(entry, parts.getLast()));
            }
        };
    }

    /** How PostgreSQL's COPY writes what is not there. */
    private static boolean isNull(String text) {
        return text.equals("\\N");
    }

    /** Sets the hash. A mark before it locks the account. */
    static Entry withHash(Entry entry, String hash) {
        if (hash.isEmpty() || isNull(hash)) {
            return entry;
        }
        String open = unlocked(hash);
        if (open == null) {
            return entry.put("password_hash", hash);
        }
        entry.close("password", "its hash begins with ! or *, which locks the account");
        return open.length() > 2 ? entry.put("password_hash", open) : entry;
    }

    /** The hash without the mark that locks it; null when it has none. */
    private static @Nullable String unlocked(String hash) {
        int from = hash.regionMatches(true, 0, "{crypt}", 0, 7) ? 7 : 0;
        String crypt = hash.substring(from);
        if (crypt.isEmpty() || (crypt.charAt(0) != LOCKED && crypt.charAt(0) != '*')) {
            return null;
        }
        return crypt.replaceFirst("^[!*]+", "");
    }
}
