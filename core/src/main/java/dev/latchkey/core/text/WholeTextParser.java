package dev.latchkey.core.text;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.SerializableString;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonParserDelegate;

/** Refuses a name or a text that is not {@linkplain WholeText whole}, also in what is skipped. All goes by {@link #nextToken}. */
final class WholeTextParser extends JsonParserDelegate {

    WholeTextParser(JsonParser parser) {
        super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() {
        JsonToken token = delegate.nextToken();
        if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
            String text = token == JsonToken.PROPERTY_NAME ? delegate.currentName() : delegate.getString();
            if (!WholeText.isWhole(text)) {
                throw new StreamReadException(this, "A text has a NUL character or half a surrogate pair");
            }
        }
        return token;
    }

    @Override
    public @Nullable JsonToken nextValue() {
        JsonToken token = nextToken();
        return token == JsonToken.PROPERTY_NAME ? nextToken() : token;
    }

    @Override
    public @Nullable String nextName() {
        return nextToken() == JsonToken.PROPERTY_NAME ? currentName() : null;
    }

    @Override
    public boolean nextName(SerializableString name) {
        return name.getValue().equals(nextName());
    }

    @Override
    public int nextNameMatch(PropertyNameMatcher matcher) {
        String name = nextName();
        if (name != null) {
            return matcher.matchName(name);
        }
        return hasToken(JsonToken.END_OBJECT)
                ? PropertyNameMatcher.MATCH_END_OBJECT
                : PropertyNameMatcher.MATCH_ODD_TOKEN;
    }

    @Override
    public JsonParser skipChildren() {
        JsonToken first = currentToken();
        int open = first != null && first.isStructStart() ? 1 : 0;
        while (open > 0) {
            JsonToken token = nextToken();
            if (token == null) {
                throw new StreamReadException(this, "The text ends within an object or a list");
            }
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
        return this;
    }
}
