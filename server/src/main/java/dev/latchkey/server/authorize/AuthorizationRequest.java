package dev.latchkey.server.authorize;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.claims.RequestedClaims;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that is sound, whatever the user and the session are.
 *
 * @param address where the answer goes
 * @param scopes that are asked for, all of them the client's, and those that its resources have if it names any
 * @param targets the resources that the tokens are to be for, of all of which the client has a scope
 * @param challenge of RFC 7636; null when there is none
 * @param prompts what the user is to be asked
 * @param maxAge for how long a sign-in is good enough; null for ever
 * @param hint the user whom the client expects; null for any
 * @param claims the {@code claims} parameter
 * @param parameters of the query, without the mark
 * @param query the same in the one spelling that forms and marks are bound to
 * @param mark that the user has just signed in for this request; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AuthorizationRequest(
        ReturnAddress address,
        Scopes scopes,
        Targets targets,
        @Nullable String nonce,
        byte @Nullable [] challenge,
        Set<Prompt> prompts,
        @Nullable Duration maxAge,
        @Nullable ExpectedUser hint,
        RequestedClaims claims,
        Parameters parameters,
        String query,
        @Nullable String mark) {

    /** A request whose prompts do not change any more. */
    public AuthorizationRequest {
        prompts = Set.copyOf(prompts);
    }

    /**
     * The user that an {@code id_token_hint} names.
     *
     * @param subject null when the hint is none of ours, so that no user is the expected one
     */
    record ExpectedUser(@Nullable String subject) {}

    public Client client() {
        return address.client();
    }

    boolean asks(Prompt prompt) {
        return prompts.contains(prompt);
    }

    /** The URL of a step of this request, a path of this server. */
    public String at(String path) {
        return SignedInMark.url(path, query, mark);
    }

    /** The same URL for a user who wants to be another one. */
    public String atForAnotherUser(String path) {
        Set<Prompt> more = EnumSet.of(Prompt.SELECT_ACCOUNT);
        more.addAll(prompts);
        String changed = parameters.with("prompt", Prompt.join(more)).encoded(AuthorizationRequests::isKnown);
        return SignedInMark.url(path, changed, null);
    }

    /** The {@code login_hint}; empty when there is none. */
    public String loginHint() {
        String hint = parameters.get("login_hint");
        return hint == null ? "" : hint.substring(0, Math.min(hint.length(), 255));
    }

    /** The first of the {@code acr_values}, which the client likes best; empty when there are none. */
    Optional<String> preferredAcr() {
        String values = parameters.get("acr_values");
        return values == null ? Optional.empty() : Optional.of(values.strip().split(" ", 2)[0]);
    }

    /** The {@code ui_locales}; null when there are none. */
    public @Nullable String uiLocales() {
        return parameters.get("ui_locales");
    }
}
