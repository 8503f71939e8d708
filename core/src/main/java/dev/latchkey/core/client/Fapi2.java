package dev.latchkey.core.client;

import dev.latchkey.core.key.KeyAlgorithm;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the <a href="https://openid.net/specs/fapi-security-profile-2_0-final.html">FAPI 2.0 Security Profile</a> asks of how
 * a client is set up. What holds for every client here is not asked again: codes are good for 60 seconds and once, each
 * answer has {@code iss}, a reference to a pushed request expires after 90 seconds, redirects are 303.
 */
public final class Fapi2 {

    /** In section 5.3.2.2 there is one flow, and a client may act without a user. */
    private static final Set<GrantType> GRANTS =
            Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS);

    /**
     * A rule.
     *
     * @param section with the number of the item
     * @param yes that it holds, in words
     * @param no what is asked, and the option that meets it
     */
    public record Rule(String name, String section, Predicate<ClientSettings> holds, String yes, String no) {}

    /** All, in the order of the specification. */
    public static final List<Rule> RULES = List.of(
            new Rule(
                    "password_grant",
                    "5.3.2.1-2",
                    client -> !client.grantTypes().contains(GrantType.PASSWORD),
                    "not allowed",
                    "the client must not use the password grant: use another client for it"),
            new Rule(
                    "confidential",
                    "5.3.2.1-3",
                    ClientSettings::confidential,
                    "it proves who it is",
                    "the client must be confidential: a public one needs another profile"),
            new Rule(
                    "sender_constrained",
                    "5.3.2.1-4",
                    client -> client.safeguards().binding() != TokenBinding.OPTIONAL,
                    "its access tokens are bound to a key or a certificate",
                    "access tokens must be bound to a key or a certificate: --dpop required or --tls-bound required"),
            new Rule(
                    "client_authentication",
                    "5.3.2.1-6",
                    Fapi2::hasKeyOrCertificate,
                    "by a key or a certificate",
                    "it must authenticate by a key or a certificate of its own, and by nothing else:"
                            + " --auth private-key-jwt --jwks-file FILE"),
            new Rule(
                    "rotation",
                    "5.3.2.1-9",
                    client -> !client.safeguards().rotates()
                            || !client.grantTypes().contains(GrantType.REFRESH_TOKEN),
                    "its refresh tokens stay the same",
                    "refresh tokens must stay the same: --rotation off"),
            new Rule(
                    "grants",
                    "5.3.2.2",
                    client -> GRANTS.containsAll(client.grantTypes())
                            || client.grantTypes().contains(GrantType.PASSWORD),
                    "authorization code, refresh and client credentials at most",
                    "it must have no grants but authorization_code, refresh_token and client_credentials"),
            new Rule(
                    "pushed_requests",
                    "5.3.2.2-3",
                    client -> !signsUsersIn(client) || client.safeguards().requiresPar(),
                    "no request is taken that it did not push",
                    "it must push its authorization requests: --par required"),
            new Rule(
                    "pkce",
                    "5.3.2.2-5",
                    client -> !signsUsersIn(client) || client.signIn().requiresPkce(),
                    "no code is redeemed without a verifier",
                    "each request must have a challenge: --pkce required"),
            new Rule(
                    "redirect_uris",
                    "5.3.2.2-8",
                    client -> client.signIn().redirectUris().stream()
                            .allMatch(uri -> uri.value().startsWith("https://")),
                    "all of them are https",
                    "codes must not cross a network in clear: each --redirect-uri begins with https://"),
            new Rule(
                    "signing_algorithm",
                    "5.4.1-1",
                    client -> client.signingAlgorithm() == KeyAlgorithm.ES256,
                    "its tokens are signed with ES256",
                    "tokens must be signed with ES256: --signing-algorithm ES256"));

    private Fapi2() {}

    private static boolean hasKeyOrCertificate(ClientSettings client) {
        ClientAuthentication authentication = client.authentication();
        return (authentication.needsKeys() || authentication.byCertificate())
                && authentication.trusts().isEmpty();
    }

    private static boolean signsUsersIn(ClientSettings client) {
        return client.grantTypes().contains(GrantType.AUTHORIZATION_CODE);
    }
}
