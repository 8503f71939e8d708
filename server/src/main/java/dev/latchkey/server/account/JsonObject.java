package dev.latchkey.server.account;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.text.WholeText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON object of a request, whose members are strings. */
final class JsonObject {

    private final JsonNode node;

    private JsonObject(JsonNode node) {
        this.node = node;
    }

    /**
     * Wraps a body.
     *
     * @throws InvalidValueException when it is not an object
     */
    static JsonObject of(JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidValueException("body", "The body is not a JSON object.");
        }
        return new JsonObject(node);
    }

    /** Whether there is such a member, be it null. */
    boolean has(String name) {
        return node.has(name);
    }

    /**
     * A member that has to be there.
     *
     * @throws InvalidValueException when it is missing or not a text
     */
    String required(String name) {
        String text = textOr(name, null);
        if (text == null) {
            throw new InvalidValueException(name, "The member " + name + " is missing.");
        }
        return text;
    }

    /**
     * A member, or {@code absent} when it is not there at all; null when it is null.
     *
     * @throws InvalidValueException when it is not a text, or one that is not {@linkplain WholeText whole}
     */
    @Nullable
    String textOr(String name, @Nullable String absent) {
        JsonNode member = node.get(name);
        if (member == null) {
            return absent;
        }
        if (member.isNull()) {
            return null;
        }
        if (!member.isString()) {
            throw new InvalidValueException(name, "The member " + name + " is not a text.");
        }
        String text = member.stringValue();
        if (!WholeText.isWhole(text)) {
            throw new InvalidValueException(
                    name, "The member " + name + " has a NUL character or half a surrogate pair.");
        }
        return text;
    }

    /**
     * Rejects unknown members, most often a misspelt name.
     *
     * @throws InvalidValueException naming the first one
     */
    JsonObject only(List<String> names) {
        node.propertyNames().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidValueException(
                            "body", "The body has a member that is not one of " + String.join(", ", names) + ".");
                });
        return this;
    }
}
