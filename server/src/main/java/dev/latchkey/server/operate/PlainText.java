package dev.latchkey.server.operate;

import java.util.regex.Pattern;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Takes out of JSON what JSON does not escape and a terminal or an editor takes for an end of line or a change of
 * direction. The text format does the same by its pattern in application.properties.
 */
public final class PlainText implements StructuredLoggingJsonMembersCustomizer<Object> {

    private static final Pattern MISLEADING =
            Pattern.compile("[\\u061c\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    public PlainText() {}

    @Override
    public void customize(JsonWriter.Members<Object> members) {
        members.applyingValueProcessor(JsonWriter.ValueProcessor.of(
                String.class, text -> MISLEADING.matcher(text).replaceAll("?")));
    }
}
