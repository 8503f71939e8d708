package dev.latchkey.admin.export;

import dev.latchkey.core.text.JsonText;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Writes maps, lists and scalars as JSON for people, one value a line. */
final class PrettyJson {

    private static final String STEP = "  ";

    private PrettyJson() {}

    static String write(Object document) {
        StringBuilder out = new StringBuilder();
        value(document, "\n", out);
        return out.append('\n').toString();
    }

    /**
     * Writes a value.
     *
     * @param line a line end and the indentation of the line on which the value begins
     */
    private static void value(Object value, String line, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                out.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
                    Map.Entry<?, ?> member = i.next();
                    out.append(line)
                            .append(STEP)
                            .append(JsonText.of(member.getKey()))
                            .append(": ");
                    value(member.getValue(), line + STEP, out);
                    out.append(i.hasNext() ? "," : "");
                }
                out.append(line).append('}');
            }
            case Collection<?> list
            when list.stream().anyMatch(item -> item instanceof Map || item instanceof Collection) -> {
                out.append('[');
                for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                    out.append(line).append(STEP);
                    value(i.next(), line + STEP, out);
                    out.append(i.hasNext() ? "," : "");
                }
                out.append(line).append(']');
            }
            default -> out.append(JsonText.of(value));
        }
    }
}
