package dev.latchkey.admin.output;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON object into maps and lists. */
public final class JsonObject {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonObject() {}

    /**
     * Reads a text that is one JSON object.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static Map<String, @Nullable Object> parse(String text) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            Map<String, @Nullable Object> object = object(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON object");
            }
            return object;
        } catch (JacksonException e) {
            // The message of the parser repeats what it read, which may be a secret.
            throw new IllegalArgumentException("not JSON");
        }
    }

    /** An element of an array: an object, or what is wrong with it. */
    public sealed interface Found {

        /** An object. */
        record One(Map<String, @Nullable Object> object) implements Found {}

        /** No object, or the end of what can be read. */
        record Wrong(String message) implements Found {}
    }

    /** Receives elements. */
    @FunctionalInterface
    public interface Elements {

        /** An element, with the line on which it begins. */
        void found(long line, Found found) throws IOException;
    }

    /**
     * Hands on the elements of an array one at a time, so that memory does not grow with their number.
     *
     * @param member of the object that the text may be instead; null when it is an array
     */
    public static void each(InputStream in, @Nullable String member, Elements elements) throws IOException {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            try {
                JsonToken first = json.nextToken();
                if (first == JsonToken.START_OBJECT && member != null) {
                    members(json, member, elements);
                } else if (first == JsonToken.START_ARRAY) {
                    elements(json, elements);
                } else {
                    elements.found(
                            line(json),
                            new Found.Wrong("The file is not a JSON " + (member == null ? "array." : "object.")));
                }
            } catch (JacksonException e) {
                elements.found(line(json), new Found.Wrong("From here on the file is not JSON."));
            }
        }
    }

    private static long line(JsonParser json) {
        return Math.max(1, json.currentTokenLocation().getLineNr());
    }

    private static void members(JsonParser json, String member, Elements elements) throws IOException {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = json.currentName().equals(member);
            if (json.nextToken() == JsonToken.START_ARRAY && wanted) {
                elements(json, elements);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void elements(JsonParser json, Elements elements) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            long line = line(json);
            if (json.currentToken() == JsonToken.START_OBJECT) {
                elements.found(line, new Found.One(object(json)));
            } else {
                json.skipChildren();
                elements.found(line, new Found.Wrong("There is something else than an object."));
            }
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser json) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            object.put(name, value(json));
        }
        return object;
    }

    private static @Nullable Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static List<@Nullable Object> array(JsonParser json) {
        List<@Nullable Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(json));
        }
        return array;
    }
}
