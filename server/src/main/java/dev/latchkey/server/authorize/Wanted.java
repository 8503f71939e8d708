package dev.latchkey.server.authorize;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.cache.ResourceDirectory;
import java.util.List;

/**
 * The scopes and resources that a request asks for: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749,
 * section 3.3</a>, and <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2.1">RFC 8707, section 2.1</a>.
 *
 * @param scopes all of them the client's, without those that its resources do not have
 * @param targets the resources; none when the request names none
 */
record Wanted(Scopes scopes, Targets targets) {

    /** How much of a scope a description repeats, in characters. */
    private static final int MAX_NAMED = 60;

    /**
     * Reads both parameters.
     *
     * @throws RefusedRequest {@code invalid_target} or {@code invalid_scope}
     */
    static Wanted read(Parameters parameters, ReturnAddress address, ResourceDirectory resources) {
        List<String> named = parameters.all(ResourceDirectory.PARAMETER);
        Targets targets = resources
                .find(address.client(), named)
                .orElseThrow(() ->
                        new RefusedRequest(address, "invalid_target", resources.refusal(address.client(), named)));
        Scopes asked = scopes(parameters, address);
        Scopes wanted = targets.ofGrant(asked);
        if (wanted.isEmpty() && !asked.isEmpty()) {
            throw new RefusedRequest(address, "invalid_scope", "The resource has none of these scopes.");
        }
        if (address.isDescribed() && targets.isNone() && !Scopes.OPENID_CONNECT.containsAll(asked)) {
            // Else its tokens would be good at every API that asks for no audience of its own.
            throw new RefusedRequest(address, "invalid_target", "The client has to name the resource (RFC 8707).");
        }
        return new Wanted(wanted, targets);
    }

    /** Without the parameter: all that the client has and that is no matter of OpenID Connect. */
    private static Scopes scopes(Parameters parameters, ReturnAddress address) {
        Scopes available = address.client().scopes();
        String text = parameters.get("scope");
        if (text == null) {
            return available.with(Scopes.NONE, Scopes.OPENID_CONNECT);
        }
        Scopes requested;
        try {
            requested = Scopes.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedRequest(address, "invalid_scope", "The scope is malformed.");
        }
        for (String scope : requested.tokens()) {
            if (!available.contains(scope)) {
                throw new RefusedRequest(
                        address, "invalid_scope", "The client may not have this scope: " + shorten(scope));
            }
        }
        return requested;
    }

    /** A scope has only characters that a description may have: RFC 6749, appendices A.4 and A.8. */
    private static String shorten(String scope) {
        return scope.length() > MAX_NAMED ? scope.substring(0, MAX_NAMED) + "..." : scope;
    }
}
