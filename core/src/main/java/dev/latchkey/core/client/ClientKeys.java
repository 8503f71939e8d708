package dev.latchkey.core.client;

import dev.latchkey.core.text.StrictJson;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The public keys of a client: a JWK Set (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section
 * 5</a>). While a client changes its key it has the old and the new one.
 */
public record ClientKeys(List<ClientKey> keys) {

    /** In bytes. */
    public static final int MOST_BYTES = 65_536;

    private static final int MOST_KEYS = 50;
    private static final JsonFactory JSON = StrictJson.factory(8);

    /** Keys that do not change any more. */
    public ClientKeys {
        keys = List.copyOf(keys);
    }

    /**
     * Reads what an administrator gives, where each key has to be good.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static ClientKeys parse(String text) {
        return parse(text, ClientKey::of);
    }

    /**
     * The same for the keys of an issuer that a client trusts.
     *
     * @throws IllegalArgumentException as above
     */
    public static ClientKeys parseOfIssuer(String text) {
        return parse(text, ClientKey::ofIssuer);
    }

    private static ClientKeys parse(String text, Function<Map<String, String>, ClientKey> read) {
        List<ClientKey> keys = new ArrayList<>();
        Set<String> kids = new HashSet<>();
        int number = 0;
        for (Map<String, String> jwk : jwks(text)) {
            number++;
            try {
                ClientKey key = read.apply(jwk);
                if (key.kid() != null && !kids.add(key.kid())) {
                    throw new IllegalArgumentException("another one before it has the same kid");
                }
                keys.add(key);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Key " + number + " cannot be used: " + e.getMessage() + ".", e);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("There is no key in it.");
        }
        return new ClientKeys(keys);
    }

    /**
     * Reads what a client publishes, which may have keys for other purposes: those are left out.
     *
     * @throws IllegalArgumentException when it is no JWK Set
     */
    public static ClientKeys readUsable(String text) {
        return readUsable(text, ClientKey::of);
    }

    /**
     * The same for what an issuer publishes.
     *
     * @throws IllegalArgumentException as above
     */
    public static ClientKeys readUsableOfIssuer(String text) {
        return readUsable(text, ClientKey::ofIssuer);
    }

    private static ClientKeys readUsable(String text, Function<Map<String, String>, ClientKey> read) {
        List<ClientKey> keys = new ArrayList<>();
        for (Map<String, String> jwk : jwks(text)) {
            try {
                keys.add(read.apply(jwk));
            } catch (IllegalArgumentException e) {
                // For another purpose, or of a kind that this version does not know.
            }
        }
        return new ClientKeys(keys);
    }

    /** As JSON, with no more members than are needed. */
    public String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeName("keys");
            json.writeStartArray();
            for (ClientKey key : keys) {
                json.writeStartObject();
                key.members().forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString();
    }

    private static List<Map<String, String>> jwks(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("A JWK Set has at most " + MOST_BYTES + " bytes.");
        }
        List<Map<String, String>> jwks = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            boolean found = false;
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean keys = json.currentName().equals("keys");
                    if (json.nextToken() == JsonToken.START_ARRAY && keys) {
                        found = true;
                        readKeys(json, jwks);
                    } else {
                        json.skipChildren();
                    }
                }
            }
            if (!found || json.nextToken() != null) {
                throw new IllegalArgumentException(
                        "This is no JWK Set, which is {\"keys\": [ ... ]} with one JWK for each key.");
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "This is no JSON, or a text in it has a NUL character or half a surrogate pair.", e);
        }
        return jwks;
    }

    private static void readKeys(JsonParser json, List<Map<String, String>> jwks) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT || jwks.size() == MOST_KEYS) {
                throw new IllegalArgumentException(
                        "A JWK Set has objects in its list of keys, at most " + MOST_KEYS + ".");
            }
            Map<String, String> jwk = new HashMap<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                jwk.put(name, json.nextToken() == JsonToken.VALUE_STRING ? json.getString() : "");
                json.skipChildren();
            }
            jwks.add(jwk);
        }
    }
}
