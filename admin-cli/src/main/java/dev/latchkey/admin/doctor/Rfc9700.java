package dev.latchkey.admin.doctor;

import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.GrantUse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700</a> that depend on how a client is set up.
 * What holds for every client here (rotation, reuse detection, exact signature checks) is not asked again.
 */
final class Rfc9700 {

    /** In which time the use of the password grant is counted. */
    static final Duration LATELY = Duration.ofDays(30);

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(60);

    private static final List<ClientRule> RULES = List.of(
            new ClientRule(
                    "pkce",
                    "2.1.1",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.AUTHORIZATION_CODE)
                            || client.signIn().requiresPkce(),
                    "no code is redeemed without a verifier",
                    "authorization servers SHOULD ask every client for PKCE: --pkce required"),
            new ClientRule(
                    "client_authentication",
                    "2.5",
                    Result.FAIL,
                    client -> client.confidential() || !client.mayUse(GrantType.CLIENT_CREDENTIALS),
                    "as far as the client can",
                    "clients SHOULD authenticate where it is possible"),
            new ClientRule(
                    "audience",
                    "2.3",
                    Result.FAIL,
                    client -> !client.audiences().isEmpty(),
                    "its access tokens name their resource server",
                    "access tokens SHOULD be restricted to certain resource servers: --audience"),
            new ClientRule(
                    "privileges",
                    "2.3",
                    Result.FAIL,
                    client -> !client.scopes().isEmpty() || client.grantTypes().isEmpty(),
                    "its access tokens are restricted to scopes",
                    "the privileges of an access token SHOULD be the minimum needed: --scope"),
            new ClientRule(
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
            new ClientRule(
                    "refresh_token_replay",
                    "4.14.2",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.REFRESH_TOKEN)
                            || client.lifetimes().refreshGrace().compareTo(LONGEST_GRACE) <= 0,
                    "a replay is found out within a minute",
                    "the grace period hides a replay for longer than a minute: --refresh-token-grace"));

    private final Map<UUID, GrantUse> passwordGrants;

    /**
     * Makes the checks.
     *
     * @param passwordGrants which clients have used the password grant lately
     */
    Rfc9700(Map<UUID, GrantUse> passwordGrants) {
        this.passwordGrants = passwordGrants;
    }

    List<Finding> check(List<Client> clients) {
        return clients.stream()
                .filter(client -> !client.isDisabled())
                .flatMap(client -> Stream.concat(
                        Stream.of(passwordGrant(client)), RULES.stream().map(rule -> rule.check(client))))
                .toList();
    }

    private Finding passwordGrant(Client client) {
        String message = client.mayUse(GrantType.PASSWORD)
                ? "the password grant MUST NOT be used, see docs/migrate-password-grant.md; "
                        + use(passwordGrants.get(client.id()))
                : "not allowed";
        Result result = client.mayUse(GrantType.PASSWORD) ? Result.FAIL : Result.PASS;
        return new Finding("password_grant", client.clientId(), "2.4", result, message);
    }

    private static String use(@Nullable GrantUse use) {
        return use == null
                ? "it was not used in the last 30 days"
                : "sign-ins in the last 30 days: %d, of users: %d, the last at %s"
                        .formatted(use.signIns(), use.users(), use.last().truncatedTo(ChronoUnit.SECONDS));
    }
}
