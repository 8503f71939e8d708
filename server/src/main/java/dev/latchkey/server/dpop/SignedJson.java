package dev.latchkey.server.dpop;

import dev.latchkey.core.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JWS in its compact form whose header and payload are JSON objects, not verified yet (<a
 * href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515, section 7.1</a>). A name that comes twice is refused.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignedJson(JsonNode header, JsonNode payload, byte[] input, byte[] signature) {

    private static final int MOST_LEVELS = 8;

    private static final JsonMapper JSON = new JsonMapper(StrictJson.factory(MOST_LEVELS));

    /** Takes a text apart; empty when it has another form. */
    static Optional<SignedJson> parse(String text) {
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        if (first < 1 || last == first || text.indexOf('.', first + 1) != last) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(decode(text.substring(0, first)));
            JsonNode payload = JSON.readTree(decode(text.substring(first + 1, last)));
            byte[] input = text.substring(0, last).getBytes(StandardCharsets.US_ASCII);
            byte[] signature = decode(text.substring(last + 1));
            return header.isObject() && payload.isObject()
                    ? Optional.of(new SignedJson(header, payload, input, signature))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    /** A member of the header as text; null when it is none. */
    @Nullable
    String headerText(String name) {
        return text(header, name);
    }

    /** A claim as text; null when it is none. */
    @Nullable
    String claim(String name) {
        return text(payload, name);
    }

    static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
