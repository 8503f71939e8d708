package dev.latchkey.admin.output;

import dev.latchkey.admin.terminal.Visible;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/** One thing as one JSON object on one line. */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .characterEscapes(new InvisibleEscapes())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private Json() {}

    static <T> void write(Writer out, Shape<T> shape, T row) throws IOException {
        StringWriter object = new StringWriter(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), object)) {
            json.writeStartObject();
            for (Shape.Field<T> field : shape.fields()) {
                json.writeName(field.name());
                value(json, field.of(row));
            }
            json.writeEndObject();
        }
        out.write(withoutInvisiblePairs(object.toString()));
    }

    /** An object as text. */
    static String text(Map<?, ?> object) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            value(json, object);
        }
        return withoutInvisiblePairs(out.toString());
    }

    /**
     * Escapes what does not show beyond the first 65,536 characters: the generator asks about each half alone. Where such
     * a pair is in JSON it is in a text.
     */
    private static String withoutInvisiblePairs(String json) {
        if (json.chars().noneMatch(c -> Character.isHighSurrogate((char) c))) {
            return json;
        }
        StringBuilder out = new StringBuilder(json.length() + 64);
        json.codePoints().forEach(c -> {
            if (Character.isSupplementaryCodePoint(c) && !Visible.shows(c)) {
                out.append(String.format(
                        "\\u%04x\\u%04x", (int) Character.highSurrogate(c), (int) Character.lowSurrogate(c)));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static void value(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Duration duration -> json.writeNumber(duration.toSeconds());
            case Instant time -> json.writeString(Text.time(time));
            case Number number -> json.writeNumber(number.toString());
            case Map<?, ?> object -> {
                json.writeStartObject();
                object.forEach((name, member) -> {
                    json.writeName(String.valueOf(name));
                    value(json, member);
                });
                json.writeEndObject();
            }
            case Collection<?> list -> {
                json.writeStartArray();
                list.forEach(element -> value(json, element));
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }

    /** JSON is looked at on terminals too: what does not show is escaped there as well, which is the same JSON. */
    private static final class InvisibleEscapes extends CharacterEscapes {

        private static final int[] ASCII = standardAsciiEscapesForJSON();

        static {
            ASCII[0x7F] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ASCII;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            boolean halfOfOne = c <= 0xFFFF && Character.isSurrogate((char) c);
            return halfOfOne || Visible.shows(c) ? null : new SerializedString(String.format("\\u%04x", c));
        }
    }
}
