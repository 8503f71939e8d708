package dev.latchkey.core.resource;

import dev.latchkey.core.family.Scopes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The resources that a request names (<a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC 8707, section 2</a>),
 * in its order, with the scopes that each of them has; none for a request that names none.
 */
public record Targets(Map<String, Scopes> scopes) {

    public static final Targets NONE = new Targets(Map.of());

    /** Keeps the order. */
    public Targets {
        scopes = Collections.unmodifiableMap(new LinkedHashMap<>(scopes));
    }

    public boolean isNone() {
        return scopes.isEmpty();
    }

    /** Their URIs: the {@code aud} of a token for them. */
    public List<String> uris() {
        return List.copyOf(scopes.keySet());
    }

    /**
     * What of these scopes a grant for the resources has: what means something at one of them, and the scopes of OpenID
     * Connect, which the ID token and the end of the grant go by. Without resources all of them.
     */
    public Scopes ofGrant(Scopes granted) {
        return isNone() ? granted : granted.grantedTo(union());
    }

    /**
     * What of these scopes an access token for the resources has: what means something at one of them. Without resources all
     * of them.
     */
    public Scopes ofToken(Scopes granted) {
        return isNone() ? granted : granted.intersect(union());
    }

    /** What of these scopes concerns each of the resources; none without resources. */
    public Map<String, Scopes> divide(Scopes granted) {
        Map<String, Scopes> divided = new LinkedHashMap<>();
        scopes.forEach((uri, ofResource) -> divided.put(uri, granted.grantedTo(ofResource)));
        return divided;
    }

    private Scopes union() {
        TreeSet<String> all = new TreeSet<>();
        scopes.values().forEach(one -> all.addAll(one.tokens()));
        return new Scopes(all);
    }
}
