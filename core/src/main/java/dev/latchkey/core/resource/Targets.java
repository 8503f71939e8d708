package dev.latchkey.core.resource;

import dev.latchkey.core.family.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The resources that a request names (<a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC 8707, section 2</a>),
 * each of them once, in its order; none for a request that names none.
 */
public record Targets(List<ResourceListing> resources) {

    public static final Targets NONE = new Targets(List.of());

    /** Keeps the order. */
    public Targets {
        resources = List.copyOf(resources);
    }

    public boolean isNone() {
        return resources.isEmpty();
    }

    /** Their URIs: the {@code aud} of a token for them. */
    public List<String> uris() {
        return resources.stream().map(one -> one.resource().uri()).toList();
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
        for (ResourceListing one : resources) {
            divided.put(one.resource().uri(), granted.grantedTo(one.resource().scopes()));
        }
        return divided;
    }

    private Scopes union() {
        TreeSet<String> all = new TreeSet<>();
        resources.forEach(one -> all.addAll(one.resource().scopes().tokens()));
        return new Scopes(all);
    }
}
