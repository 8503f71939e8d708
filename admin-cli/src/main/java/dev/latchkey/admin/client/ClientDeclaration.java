package dev.latchkey.admin.client;

import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientSettings;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Origin;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.session.Acr;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fields of a client that an administrator decides about: the one list, for what is printed and for configuration files.
 */
final class ClientDeclaration {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    private static final List<String> WHEN = List.of("required", "optional");

    /** Who it is and what it may do. */
    static final List<Setting<ClientSettings>> RIGHTS = List.of(
            Setting.<ClientSettings>column(
                            "client_id", Kind.STRING, "The name that the application sends.", ClientSettings::clientId)
                    .always(),
            Setting.column("name", Kind.STRING, "For people; null when it has none.", ClientSettings::name),
            Setting.column(
                    "confidential",
                    Kind.BOOLEAN,
                    "Whether it proves who it is; false for a public client.",
                    ClientSettings::confidential),
            Setting.<ClientSettings>field(
                            "auth_method",
                            Kind.STRING,
                            "How it proves who it is: secret, private_key_jwt, tls_client_auth, self_signed_tls_client_auth or federated; null for a public client.",
                            c -> c.confidential() ? c.authentication().method().value() : null)
                    .oneOf(Arrays.stream(AuthMethod.values())
                            .map(AuthMethod::value)
                            .toList()),
            Setting.field(
                    "jwks",
                    Kind.STRING,
                    "Its public keys as a JWK Set; null when it has none here.",
                    c -> c.authentication().jwks()),
            Setting.field(
                    "jwks_uri",
                    Kind.STRING,
                    "Where it publishes its keys; null when it does not.",
                    c -> c.authentication().jwksUri()),
            Setting.field(
                    "tls_subject",
                    Kind.STRING,
                    "The subject of its certificate; null without one.",
                    c -> c.authentication().tlsSubject()),
            Setting.field(
                    "trusts",
                    Kind.OBJECTS,
                    "Issuers of others whose JWTs authenticate it: issuer, subject or subject_prefix, claims, audience, once, jwks or jwks_uri, ca.",
                    c -> c.authentication().trusts().stream()
                            .map(ClientTrust::members)
                            .toList()),
            Setting.column(
                    "grant_types",
                    Kind.STRINGS,
                    "The grants that it may use.",
                    c -> c.grantTypes().stream().map(GrantType::value).sorted().toList()),
            Setting.column(
                    "scopes",
                    Kind.STRINGS,
                    "What it may be granted.",
                    c -> c.scopes().tokens()),
            Setting.field(
                    "audiences",
                    Kind.STRINGS,
                    "The aud claim of its access tokens; empty for the issuer.",
                    ClientSettings::audiences),
            Setting.field(
                    "origins",
                    Kind.STRINGS,
                    "Where its web pages are that call the server from a browser.",
                    c -> c.origins().stream().map(Origin::value).toList()),
            Setting.field(
                    "redirect_uris",
                    Kind.STRINGS,
                    "Where the browser may come back to with a code.",
                    c -> uris(c.signIn().redirectUris())),
            Setting.field(
                    "post_logout_uris",
                    Kind.STRINGS,
                    "Where the browser may go after a sign-out.",
                    c -> uris(c.signIn().postLogoutUris())),
            Setting.<ClientSettings>field(
                            "consent",
                            Kind.STRING,
                            "ask or never: whether users are asked what it may have.",
                            c -> c.signIn().asksConsent() ? "ask" : "never")
                    .oneOf(List.of("ask", "never")),
            Setting.<ClientSettings>field(
                            "pkce",
                            Kind.STRING,
                            "required or optional: whether a request for a code needs a challenge.",
                            c -> when(c.signIn().requiresPkce()))
                    .oneOf(WHEN),
            Setting.<ClientSettings>field(
                            "par",
                            Kind.STRING,
                            "required or optional: whether it has to push its authorization requests.",
                            c -> when(c.safeguards().requiresPar()))
                    .oneOf(WHEN),
            Setting.<ClientSettings>field(
                            "dpop",
                            Kind.STRING,
                            "required or optional: whether its tokens have to be bound to a key.",
                            c -> when(c.safeguards().binding() == TokenBinding.DPOP))
                    .oneOf(WHEN),
            Setting.<ClientSettings>field(
                            "tls_bound",
                            Kind.STRING,
                            "required or optional: whether its tokens have to be bound to a certificate.",
                            c -> when(c.safeguards().binding() == TokenBinding.TLS))
                    .oneOf(WHEN),
            Setting.<ClientSettings>field(
                            "rotation",
                            Kind.STRING,
                            "on or off: whether a refresh returns another refresh token.",
                            c -> c.safeguards().rotates() ? "on" : "off")
                    .oneOf(List.of("on", "off")),
            Setting.<ClientSettings>field(
                            "acr",
                            Kind.STRING,
                            "How sure each sign-in has to be: urn:latchkey:2 or phr; null for what the server wants.",
                            c -> c.signIn().acr())
                    .oneOf(Acr.SUPPORTED),
            Setting.field(
                    "groups_claim",
                    Kind.STRING,
                    "The name of the claim that has the groups of the user, with the scope groups.",
                    c -> c.signIn().claimOfGroups()),
            Setting.field(
                    "backchannel_logout_uri",
                    Kind.STRING,
                    "Where it is told that a session ended; null when it is not.",
                    c -> c.signIn().backchannelLogoutUri()),
            Setting.field(
                    "exchange_to",
                    Kind.STRINGS,
                    "The resources that it may exchange access tokens for (RFC 8693).",
                    ClientSettings::exchangeTo),
            Setting.field(
                    "claims",
                    Kind.OBJECT,
                    "What its access tokens carry besides the server's own claims.",
                    c -> c.claims().values()));

    /** Its tokens. */
    static final List<Setting<ClientSettings>> TOKENS = List.of(
            Setting.<ClientSettings>field(
                            "signing_algorithm",
                            Kind.STRING,
                            "Null for the server's default.",
                            ClientSettings::signingAlgorithm)
                    .oneOf(List.of("RS256", "ES256")),
            Setting.<ClientSettings>field(
                            "access_token_lifetime",
                            Kind.SECONDS,
                            "Of an access token.",
                            c -> c.lifetimes().accessToken())
                    .between(1, DAY),
            Setting.<ClientSettings>field(
                            "refresh_token_lifetime",
                            Kind.SECONDS,
                            "Of a sign-in.",
                            c -> c.lifetimes().refreshToken())
                    .between(1, 730 * DAY),
            Setting.<ClientSettings>field(
                            "refresh_token_idle",
                            Kind.SECONDS,
                            "Of a sign-in that is not refreshed.",
                            c -> c.lifetimes().refreshIdle())
                    .between(1, 730 * DAY),
            Setting.<ClientSettings>field(
                            "refresh_token_grace",
                            Kind.SECONDS,
                            "In which a refresh whose answer was lost may be repeated.",
                            c -> c.lifetimes().refreshGrace())
                    .between(0, 600));

    /** All of them. */
    static final List<Setting<ClientSettings>> ALL =
            Stream.concat(RIGHTS.stream(), TOKENS.stream()).toList();

    private ClientDeclaration() {}

    private static String when(boolean required) {
        return required ? "required" : "optional";
    }

    private static List<String> uris(List<RedirectUri> uris) {
        return uris.stream().map(RedirectUri::value).toList();
    }
}
