package dev.latchkey.core.client;

import dev.latchkey.core.text.JsonText;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Values of claims: text, numbers, booleans, lists and objects, as a {@link String}, a {@link Long} or
 * {@link BigDecimal}, a {@link Boolean}, a {@link List} and a {@link Map}. No null.
 */
final class ClaimValue {

    /** The most that the database takes for all claims of a client, in bytes. */
    private static final int MOST_STORED = 4096;

    /** Reads all that the database can have, so that one bad claim is left out and not the client that has it. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(MOST_STORED)
                    .maxNestingDepth(MOST_STORED)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MOST_STORED)
                    .build())
            .build();

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** A list of objects of lists of texts, and no deeper. */
    private static final int MOST_LEVELS = 4;

    /** Every JSON library reads it exactly, also one that has only doubles. */
    private static final BigDecimal MOST_INTEGER = new BigDecimal(9_007_199_254_740_991L);

    private ClaimValue() {}

    /**
     * Reads a value as an administrator writes it: JSON where it is a number, {@code true} or {@code false}, or begins
     * like an object, a list or a text in quotation marks; else it is a text as it stands.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Object of(String text) {
        return switch (text) {
            case "" -> throw new IllegalArgumentException("A claim needs a value. The empty text is \"\".");
            case "null" ->
                throw new IllegalArgumentException("A claim cannot be null. Write \"null\" for the text of this name.");
            default ->
                "{[\"".indexOf(text.charAt(0)) >= 0
                                || text.equals("true")
                                || text.equals("false")
                                || NUMBER.matcher(text).matches()
                        ? parse(text)
                        : text(text);
        };
    }

    /**
     * Reads JSON.
     *
     * @throws IllegalArgumentException when it is not one value, or not one that a claim may have
     */
    static Object parse(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            Object value = value(parser, MOST_LEVELS);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException(notJson(json, "something follows it"));
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(notJson(json, e.getOriginalMessage()));
        }
    }

    /** Reads the members of an object, and leaves out those that {@link #parse} refuses. */
    static Map<String, Object> members(String json) {
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                StringWriter member = new StringWriter();
                try (JsonGenerator copy = FACTORY.createGenerator(ObjectWriteContext.empty(), member)) {
                    copy.copyCurrentStructureExact(parser);
                }
                parsed(member.toString()).ifPresent(value -> members.put(name, value));
            }
        }
        return members;
    }

    private static Optional<Object> parsed(String json) {
        try {
            return Optional.of(parse(json));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String notJson(String json, String why) {
        String shown = json.length() > 60 ? json.substring(0, 60) + "…" : json;
        return "This begins like JSON and is none: " + shown + " ("
                + why.lines().findFirst().orElse("").replaceFirst(" \\(start marker.*", "")
                + "). A text that begins like this is written as JSON: in quotation marks, with \\\" for each inside.";
    }

    private static Object value(JsonParser json, int levels) {
        if (levels == 0) {
            throw new IllegalArgumentException("A claim has at most " + MOST_LEVELS + " levels of lists and objects.");
        }
        JsonToken token = json.currentToken();
        return switch (token) {
            case START_OBJECT -> object(json, levels);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, levels - 1));
                }
                yield Collections.unmodifiableList(list);
            }
            case VALUE_STRING -> text(json.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> throw new IllegalArgumentException("A claim has no null in it.");
        };
    }

    private static Map<String, Object> object(JsonParser json, int levels) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = text(json.currentName());
            json.nextToken();
            object.put(name, value(json, levels - 1));
        }
        return Collections.unmodifiableMap(object);
    }

    /** Gateways pass claims on in headers: a line end in one would be a header of its own. */
    private static String text(String text) {
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("A claim has no control characters and no halves of characters in it.");
        }
        return text;
    }

    private static Object number(String text) {
        if (text.length() <= 24) {
            BigDecimal number = new BigDecimal(text);
            BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            boolean integer = shortest.scale() <= 0;
            if (integer && shortest.scale() >= -16 && shortest.abs().compareTo(MOST_INTEGER) <= 0) {
                return shortest.longValueExact();
            }
            if (!integer && shortest.scale() <= 15 && shortest.precision() <= 15) {
                return shortest;
            }
        }
        throw new IllegalArgumentException("Not every program reads the number " + text
                + " exactly: integers go to 9007199254740991, others have at most 15 digits. Write it as a text, \""
                + text
                + "\".");
    }

    /** Writes JSON without blanks. */
    static String json(Object value) {
        return JsonText.of(value);
    }
}
