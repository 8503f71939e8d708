package dev.latchkey.server.discovery;

import dev.latchkey.server.http.PublishedDocument;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The JWK Set as it is served: made once for each set of keys. */
public final class JwkSetDocument implements Supplier<PublishedDocument> {

    private final Supplier<String> json;
    private volatile @Nullable Made made;

    private record Made(String json, PublishedDocument document) {

        static Made of(String json) {
            return new Made(json, PublishedDocument.json(json));
        }
    }

    /**
     * The document of some keys.
     *
     * @param json gives the same text, the same object even, until the keys change
     */
    public JwkSetDocument(Supplier<String> json) {
        this.json = json;
    }

    @Override
    public PublishedDocument get() {
        String current = json.get();
        Made known = made;
        if (known == null || !known.json.equals(current)) {
            known = Made.of(current);
            made = known;
        }
        return known.document;
    }
}
