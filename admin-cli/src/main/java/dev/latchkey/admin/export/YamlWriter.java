package dev.latchkey.admin.export;

import dev.latchkey.admin.terminal.Visible;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes maps, lists and scalars as YAML, one value a line, so that a comparison of two files shows which value changed. A text
 * is in quotation marks unless every reader of YAML 1.1 and 1.2 takes it for a text.
 */
final class YamlWriter {

    /** Begins like a text, and has nothing that ends one: no colon or number sign beside a space. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_/](?:[A-Za-z0-9_./@+~%=?&-]|:(?=[A-Za-z0-9_/])| (?=[A-Za-z0-9_/]))*");

    /** Booleans and nothing, to some readers. */
    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(Map<String, Object> document) {
        YamlWriter writer = new YamlWriter();
        writer.map(document, "", "");
        return writer.out.toString();
    }

    /**
     * Writes the members.
     *
     * @param first before the first member
     * @param other before each other member
     */
    private void map(Map<?, ?> map, String first, String other) {
        String indent = first;
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.append(indent).append(text(String.valueOf(member.getKey()))).append(':');
            value(member.getValue(), other);
            indent = other;
        }
    }

    /** Writes a value after a name, with the line end. */
    private void value(Object value, String indent) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                out.append('\n');
                map(map, indent + STEP, indent + STEP);
            }
            case Collection<?> list
            when !list.isEmpty() -> {
                out.append('\n');
                list.forEach(item -> item(item, indent + STEP));
            }
            default -> out.append(' ').append(inline(value)).append('\n');
        }
    }

    private void item(Object item, String indent) {
        if (item instanceof Map<?, ?> map && !map.isEmpty()) {
            map(map, indent + "- ", indent + STEP);
        } else {
            out.append(indent).append("- ").append(inline(item)).append('\n');
        }
    }

    /** A value on the line that has begun. */
    private static String inline(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(member -> text(String.valueOf(member.getKey())) + ": " + inline(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> list ->
                list.stream().map(YamlWriter::inline).collect(Collectors.joining(", ", "[", "]"));
            case BigDecimal number -> number.toPlainString();
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> text(value.toString());
        };
    }

    static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && WORDS.stream().noneMatch(text::equalsIgnoreCase);
        if (plain) {
            return text;
        }
        boolean shows = text.codePoints().allMatch(Visible::shows);
        return shows && (text.indexOf('"') >= 0 || text.indexOf('\\') >= 0)
                ? "'" + text.replace("'", "''") + "'"
                : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Visible.shows(c)) {
                        quoted.appendCodePoint(c);
                    } else {
                        quoted.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
