package dev.latchkey.admin.user.imports;

import dev.latchkey.admin.output.JsonObject;
import dev.latchkey.admin.output.JsonObject.Found;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source whose users are JSON objects: in an array, in an array that a large object has, or one on each line. */
abstract class JsonUsers implements Source {

    /**
     * Reads a user.
     *
     * @throws BadLineException or IllegalArgumentException saying what is wrong with it
     */
    abstract void user(Map<String, @Nullable Object> object, long line, Sink sink) throws IOException;

    /** The member of a large object that has the users; null when each line is an object. */
    abstract @Nullable String member();

    @Override
    public void read(InputStream file, Sink sink) throws IOException {
        PushbackInputStream in = new PushbackInputStream(file, 4);
        int first = first(in);
        if (first >= 0 && first != '[' && first != '{') {
            throw new BadLineException("The file is not JSON: --from says which system wrote it, --format the format.");
        }
        if (member() != null || first == '[') {
            array(in, sink);
        } else {
            lines().read(in, sink);
        }
    }

    private void array(InputStream in, Sink sink) throws IOException {
        JsonObject.each(in, member(), (line, found) -> {
            switch (found) {
                case Found.One one -> checked(one.object(), line, sink);
                case Found.Wrong wrong -> sink.bad(line, wrong.message());
            }
        });
    }

    private void checked(Map<String, @Nullable Object> object, long line, Sink sink) throws IOException {
        try {
            user(object, line, sink);
        } catch (BadLineException | IllegalArgumentException e) {
            sink.bad(line, String.valueOf(e.getMessage()));
        }
    }

    private Source lines() {
        LineFormat format = LineFormat.jsonLines();
        return new LineSource() {
            @Override
            void line(String line, long number, Sink to) throws IOException {
                user(format.read(line), number, to);
            }
        };
    }

    /** The first character that is no space, which stays to be read; negative when there is none. */
    private static int first(PushbackInputStream in) throws IOException {
        int c = in.read();
        // A mark of the byte order, in UTF-8.
        while (c >= 0 && (Character.isWhitespace(c) || c >= 0xBB)) {
            c = in.read();
        }
        if (c >= 0) {
            in.unread(c);
        }
        return c;
    }

    /** The text of a member; null when there is none. */
    static @Nullable String text(Map<?, ?> object, String name) {
        return switch (object.get(name)) {
            case null -> null;
            case String text -> text;
            case Integer number -> number.toString();
            case Long number -> number.toString();
            default -> throw new BadLineException("The member " + name + " is not a text.");
        };
    }

    static boolean isTrue(Map<?, ?> object, String name) {
        return is(object, name, "true");
    }

    static boolean isFalse(Map<?, ?> object, String name) {
        return is(object, name, "false");
    }

    /** Also as text, as some programs write what they export. */
    private static boolean is(Map<?, ?> object, String name, String value) {
        return value.equalsIgnoreCase(String.valueOf(object.get(name)).strip());
    }

    /** The objects of an array; none when there is no array. */
    static List<Map<?, ?>> objects(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(one -> (Map<?, ?>) one)
                        .toList()
                : List.of();
    }

    /** The texts of an array; none when there is no array. */
    static List<String> texts(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** Names joined by a space; null when there are none. */
    static @Nullable String joined(@Nullable String first, @Nullable String last) {
        String name = ((first == null ? "" : first.strip()) + " " + (last == null ? "" : last.strip())).strip();
        return name.isEmpty() ? null : name;
    }
}
