package dev.latchkey.admin.doctor;

import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.Fapi2;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds the server and each client against the <a
 * href="https://openid.net/specs/fapi-security-profile-2_0-final.html">FAPI 2.0 Security Profile</a>.
 */
final class Fapi2Checks {

    private final Optional<String> issuer;

    /**
     * Makes the checks.
     *
     * @param issuer of the server; empty when the environment does not say it
     */
    Fapi2Checks(Optional<String> issuer) {
        this.issuer = issuer;
    }

    List<Finding> check(List<Client> clients) {
        return Stream.concat(
                        Stream.of(server()),
                        clients.stream()
                                .filter(client -> !client.isDisabled())
                                .flatMap(client -> Fapi2.RULES.stream().map(rule -> check(rule, client))))
                .toList();
    }

    private Finding server() {
        String no = "clients must reach every endpoint by TLS: set LATCHKEY_ISSUER to an https URL";
        return issuer.map(url -> url.startsWith("https://")
                        ? new Finding("tls", null, "5.2.1", Result.PASS, "the server is at " + url)
                        : new Finding("tls", null, "5.2.1", Result.FAIL, no))
                .orElseGet(() -> new Finding("tls", null, "5.2.1", Result.WARN, no));
    }

    private static Finding check(Fapi2.Rule rule, Client client) {
        boolean held = rule.holds().test(client);
        return new Finding(
                rule.name(),
                client.clientId(),
                rule.section(),
                held ? Result.PASS : Result.FAIL,
                held ? rule.yes() : rule.no());
    }
}
