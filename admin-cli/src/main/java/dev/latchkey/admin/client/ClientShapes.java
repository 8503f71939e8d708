package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Changed;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.TokenBinding;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the commands of this package print. */
public final class ClientShapes {

    public static final Shape<Client> CLIENT = Shape.of("client", Client::id)
            .field("id", Kind.UUID, "Never changes.", Client::id)
            .column("client_id", Kind.STRING, "The name that the application sends.", Client::clientId)
            .column("name", Kind.STRING, "For people; null when it has none.", Client::name)
            .column(
                    "confidential",
                    Kind.BOOLEAN,
                    "Whether it proves who it is; false for a public client.",
                    Client::confidential)
            .field(
                    "auth_method",
                    Kind.STRING,
                    "How it proves who it is: secret, private_key_jwt, tls_client_auth or self_signed_tls_client_auth; null for a public client.",
                    c -> c.confidential() ? c.authentication().method().value() : null)
            .field(
                    "jwks",
                    Kind.STRING,
                    "Its public keys as a JWK Set; null when it has none here.",
                    c -> c.authentication().jwks())
            .field(
                    "jwks_uri",
                    Kind.STRING,
                    "Where it publishes its keys; null when it does not.",
                    c -> c.authentication().jwksUri())
            .field(
                    "tls_subject",
                    Kind.STRING,
                    "The subject of its certificate; null without one.",
                    c -> c.authentication().tlsSubject())
            .column(
                    "grant_types",
                    Kind.STRINGS,
                    "The grants that it may use.",
                    c -> c.grantTypes().stream().map(GrantType::value).sorted().toList())
            .column(
                    "scopes",
                    Kind.STRINGS,
                    "What it may be granted.",
                    c -> c.scopes().tokens())
            .field(
                    "audiences",
                    Kind.STRINGS,
                    "The aud claim of its access tokens; empty for the issuer.",
                    Client::audiences)
            .field(
                    "origins",
                    Kind.STRINGS,
                    "Where its web pages are that call the server from a browser.",
                    c -> c.origins().stream().map(Origin::value).toList())
            .field(
                    "redirect_uris",
                    Kind.STRINGS,
                    "Where the browser may come back to with a code.",
                    c -> uris(c.signIn().redirectUris()))
            .field(
                    "post_logout_uris",
                    Kind.STRINGS,
                    "Where the browser may go after a sign-out.",
                    c -> uris(c.signIn().postLogoutUris()))
            .field(
                    "consent",
                    Kind.STRING,
                    "ask or never: whether users are asked what it may have.",
                    c -> c.signIn().asksConsent() ? "ask" : "never")
            .field(
                    "pkce",
                    Kind.STRING,
                    "required or optional: whether a request for a code needs a challenge.",
                    c -> c.signIn().requiresPkce() ? "required" : "optional")
            .field(
                    "par",
                    Kind.STRING,
                    "required or optional: whether it has to push its authorization requests.",
                    c -> c.safeguards().requiresPar() ? "required" : "optional")
            .field(
                    "dpop",
                    Kind.STRING,
                    "required or optional: whether its tokens have to be bound to a key.",
                    c -> c.safeguards().binding() == TokenBinding.DPOP ? "required" : "optional")
            .field(
                    "tls_bound",
                    Kind.STRING,
                    "required or optional: whether its tokens have to be bound to a certificate.",
                    c -> c.safeguards().binding() == TokenBinding.TLS ? "required" : "optional")
            .field(
                    "rotation",
                    Kind.STRING,
                    "on or off: whether a refresh returns another refresh token.",
                    c -> c.safeguards().rotates() ? "on" : "off")
            .field(
                    "acr",
                    Kind.STRING,
                    "How sure each sign-in has to be: urn:latchkey:2 or phr; null for what the server wants.",
                    c -> c.signIn().acr())
            .field(
                    "groups_claim",
                    Kind.STRING,
                    "The name of the claim that has the groups of the user, with the scope groups.",
                    c -> c.signIn().claimOfGroups())
            .field(
                    "backchannel_logout_uri",
                    Kind.STRING,
                    "Where it is told that a session ended; null when it is not.",
                    c -> c.signIn().backchannelLogoutUri())
            .field(
                    "claims",
                    Kind.OBJECT,
                    "What its access tokens carry besides the server's own claims.",
                    c -> c.claims().values())
            .field(
                    "kind",
                    Kind.STRING,
                    "static for a client that an administrator added, document for one that a document describes.",
                    c -> c.kind().value())
            .field("signing_algorithm", Kind.STRING, "Null for the server's default.", Client::signingAlgorithm)
            .field(
                    "access_token_lifetime",
                    Kind.SECONDS,
                    "Of an access token.",
                    c -> c.lifetimes().accessToken())
            .field(
                    "refresh_token_lifetime",
                    Kind.SECONDS,
                    "Of a sign-in.",
                    c -> c.lifetimes().refreshToken())
            .field(
                    "refresh_token_idle",
                    Kind.SECONDS,
                    "Of a sign-in that is not refreshed.",
                    c -> c.lifetimes().refreshIdle())
            .field(
                    "refresh_token_grace",
                    Kind.SECONDS,
                    "In which a refresh whose answer was lost may be repeated.",
                    c -> c.lifetimes().refreshGrace())
            .column("status", Kind.STATE, "active or disabled.", c -> c.isDisabled() ? "disabled" : "active")
            .column("created_at", Kind.TIME, "When it was added.", Client::createdAt)
            .field("disabled_at", Kind.TIME, "Null unless it is disabled.", Client::disabledAt)
            .field(
                    "tokens_not_before",
                    Kind.TIME,
                    "Access tokens without a family that are older are revoked; null when none are.",
                    Client::tokensNotBefore);

    public static final Shape<AddedClient> ADDED = Shape.of("added client", AddedClient::id)
            .column("client_id", Kind.STRING, "The name that the application sends.", AddedClient::clientId)
            .column("id", Kind.UUID, "The client's id.", AddedClient::id)
            .column(
                    "secret",
                    Kind.STRING,
                    "Shown only here; null for a client that has none, and for one that brought its secret.",
                    AddedClient::secret);

    public static final Shape<Changed> CHANGED = Ended.describe(
            Shape.of("changed client", Changed::id)
                    .column("client_id", Kind.STRING, "Which client.", Changed::name)
                    .field("id", Kind.UUID, "The client's id.", Changed::id)
                    .column("changed", Kind.BOOLEAN, "False when nothing was left to do.", Changed::changed),
            Changed::ended);

    /** A client that was added, or given another secret. */
    public record AddedClient(
            String clientId, UUID id, @Nullable String secret) {

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "AddedClient[" + clientId + "]";
        }
    }

    private ClientShapes() {}

    private static List<String> uris(List<RedirectUri> uris) {
        return uris.stream().map(RedirectUri::value).toList();
    }
}
