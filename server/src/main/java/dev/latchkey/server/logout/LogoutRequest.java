package dev.latchkey.server.logout;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.token.IdTokenHints;
import dev.latchkey.server.token.IdTokenHints.Hint;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application asks for:
 * <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout">OpenID Connect RP-Initiated Logout 1.0,
 * section 2</a>. Only a hint that this server signed says which application asks; all else could come from another site.
 *
 * @param hint null when there is none, or one that proves nothing
 * @param client to which the ID token was issued; null when that is not certain
 * @param returnUri where the client wants the browser to go; null when it does not say
 */
record LogoutRequest(
        @Nullable Hint hint,
        @Nullable Client client,
        @Nullable String returnUri,
        @Nullable String state) {

    static final Set<String> PARAMETERS =
            Set.of("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "logout_hint");

    /**
     * Reads the parameters.
     *
     * @throws Failure 400 when one that means something is there twice, 414 when they are too long
     */
    static LogoutRequest read(Parameters parameters, IdTokenHints hints, ClientDirectory clients) {
        if (parameters.encoded(PARAMETERS::contains).length() > Parameters.MAX_LENGTH) {
            throw Parameters.tooLong();
        }
        for (String name : PARAMETERS) {
            if (parameters.isRepeated(name)) {
                throw Failure.invalidRequest("The parameter " + name + " is there more than once.");
            }
        }
        String token = parameters.get("id_token_hint");
        String named = parameters.get("client_id");
        Optional<Hint> hint = Optional.ofNullable(token)
                .flatMap(hints::read)
                .filter(read -> named == null || read.audience().contains(named));
        return new LogoutRequest(
                hint.orElse(null),
                hint.flatMap(read -> client(read, clients)).orElse(null),
                parameters.get("post_logout_redirect_uri"),
                parameters.get("state"));
    }

    /** Not one that took over the client id after the hint was issued, and none that is disabled. */
    private static Optional<Client> client(Hint hint, ClientDirectory clients) {
        return clients.find(hint.audience().getFirst())
                .filter(client ->
                        !client.isDisabled() && !hint.issuedAt().plusSeconds(1).isBefore(client.createdAt()));
    }

    /** What users know the client as; null when it is not certain which one asks. */
    @Nullable
    String clientName() {
        return client == null ? null : Objects.requireNonNullElse(client.name(), client.clientId());
    }

    /** Whether it may be carried out without a question. */
    boolean isCertain(@Nullable LiveSession session) {
        return hint != null
                && client != null
                && mayReturn()
                && (session == null || hint.subject().equals(session.userId().toString()));
    }

    private boolean mayReturn() {
        return returnUri == null || (client != null && client.signIn().mayReturnTo(returnUri));
    }

    /** Where the browser goes afterwards; null for the page of our own. Only for a request that is certain. */
    @Nullable
    String destination() {
        if (returnUri == null || state == null) {
            return returnUri;
        }
        return returnUri + (returnUri.indexOf('?') < 0 ? "?" : "&") + "state=" + Parameters.encode(state);
    }
}
