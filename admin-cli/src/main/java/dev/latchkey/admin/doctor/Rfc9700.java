package dev.latchkey.admin.doctor;

import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rules of <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700</a> that depend on how a client is set up.
 * What holds for every client here (rotation, reuse detection, exact signature checks) is not asked again.
 */
final class Rfc9700 {

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(60);

    private record Rule(String name, String section, Result otherwise, Predicate<Client> holds, String yes, String no) {

        Finding check(Client client) {
            boolean held = holds.test(client);
            return new Finding(name, client.clientId(), section, held ? Result.PASS : otherwise, held ? yes : no);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "password_grant",
                    "2.4",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.PASSWORD),
                    "not allowed",
                    "the password grant MUST NOT be used"),
            new Rule(
                    "pkce",
                    "2.1.1",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.AUTHORIZATION_CODE)
                            || client.signIn().requiresPkce(),
                    "no code is redeemed without a verifier",
                    "authorization servers SHOULD ask every client for PKCE: --pkce required"),
            new Rule(
                    "client_authentication",
                    "2.5",
                    Result.FAIL,
                    client -> client.confidential() || !client.mayUse(GrantType.CLIENT_CREDENTIALS),
                    "as far as the client can",
                    "clients SHOULD authenticate where it is possible"),
            new Rule(
                    "audience",
                    "2.3",
                    Result.FAIL,
                    client -> !client.audiences().isEmpty(),
                    "its access tokens name their resource server",
                    "access tokens SHOULD be restricted to certain resource servers: --audience"),
            new Rule(
                    "privileges",
                    "2.3",
                    Result.FAIL,
                    client -> !client.scopes().isEmpty() || client.grantTypes().isEmpty(),
                    "its access tokens are restricted to scopes",
                    "the privileges of an access token SHOULD be the minimum needed: --scope"),
            new Rule(
                    "refresh_token_idle",
                    "4.14.2",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.REFRESH_TOKEN)
                            || client.lifetimes()
                                            .refreshIdle()
                                            .compareTo(client.lifetimes().refreshToken())
                                    < 0,
                    "unused refresh tokens expire",
                    "refresh tokens SHOULD expire when they were not used for some time: --refresh-token-idle"),
            new Rule(
                    "refresh_token_replay",
                    "4.14.2",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.REFRESH_TOKEN)
                            || client.lifetimes().refreshGrace().compareTo(LONGEST_GRACE) <= 0,
                    "a replay is found out within a minute",
                    "the grace period hides a replay for longer than a minute: --refresh-token-grace"));

    private Rfc9700() {}

    static List<Finding> check(List<Client> clients) {
        return clients.stream()
                .filter(client -> !client.isDisabled())
                .flatMap(client -> RULES.stream().map(rule -> rule.check(client)))
                .toList();
    }
}
