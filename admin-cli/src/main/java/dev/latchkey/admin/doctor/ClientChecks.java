package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.ServerVariables;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.client.TrustRisks;
import dev.latchkey.core.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Settings of clients that work but are asking for trouble. */
final class ClientChecks {

    private static final Duration LONG_ACCESS_TOKEN = Duration.ofHours(1);
    private static final int MANY_SECRETS = 2;

    private final Map<UUID, List<ClientSecret>> secrets;
    private final ServerVariables variables;

    ClientChecks(Map<UUID, List<ClientSecret>> secrets, ServerVariables variables) {
        this.secrets = secrets;
        this.variables = variables;
    }

    List<Finding> run(List<Client> clients) {
        List<Finding> findings = new ArrayList<>();
        for (Client client : clients) {
            List<Finding> risks = client.isDisabled() ? List.of() : risks(client);
            findings.addAll(
                    risks.isEmpty()
                            ? List.of(Finding.pass("client", "nothing risky").of(client.clientId()))
                            : risks);
        }
        return findings;
    }

    /** Of a host that servers send no request to, because it is in a network of the operator's own. */
    private Optional<Finding> unlisted(String what, LogoutUri uri) {
        return uri.isPrivate() && !variables.listsPrivateHost(uri.host())
                ? Optional.of(Finding.warn(
                        "client",
                        what + uri + ", which is in a network of your own: add " + uri.host()
                                + " to LATCHKEY_FETCH_PRIVATE_HOSTS of the servers"))
                : Optional.empty();
    }

    private List<Finding> risks(Client client) {
        List<Finding> risks = new ArrayList<>();
        int live = secrets.getOrDefault(client.id(), List.of()).size();
        if (client.hasSecret() && live == 0) {
            risks.add(Finding.fail(
                    "client", "has no secret that is good: latchkey client rotate-secret " + client.clientId()));
        }
        ClientAuthentication authentication = client.authentication();
        if (!client.hasSecret() && live > 0) {
            risks.add(Finding.warn("client", "has secrets that it cannot use"));
        }
        if (authentication.needsKeys() && authentication.jwks() == null && authentication.jwksUri() == null) {
            risks.add(Finding.fail(
                    "client",
                    "authenticates by " + authentication.method().value() + " and has no keys: latchkey client update "
                            + client.clientId() + " --jwks-file FILE"));
        }
        if (authentication.method() == AuthMethod.TLS_CLIENT_AUTH && authentication.tlsSubject() == null) {
            risks.add(Finding.fail(
                    "client",
                    "authenticates by a certificate and has no subject: latchkey client update " + client.clientId()
                            + " --tls-subject DN"));
        }
        if (authentication.method() == AuthMethod.FEDERATED
                && authentication.trusts().isEmpty()) {
            risks.add(Finding.fail(
                    "client",
                    "trusts no issuer, and has nothing else: latchkey client trust add " + client.clientId()));
        }
        authentication.trusts().stream()
                .flatMap(trust -> TrustRisks.of(trust).stream())
                .distinct()
                .forEach(risk -> risks.add(Finding.warn("client", "of its trusts, " + risk)));
        if (live > MANY_SECRETS) {
            risks.add(Finding.warn("client", live + " secrets are good at the same time"));
        }
        if (!client.confidential() && client.mayUse(GrantType.PASSWORD)) {
            risks.add(Finding.warn("client", "is public and may use the password grant: any program can pose as it"));
        }
        if (client.lifetimes().accessToken().compareTo(LONG_ACCESS_TOKEN) > 0) {
            risks.add(Finding.warn(
                    "client",
                    "its access tokens live "
                            + Durations.format(client.lifetimes().accessToken())
                            + ", and so long a resource server that does not ask may accept a revoked one"));
        }
        if (client.scopes().isEmpty() && !client.grantTypes().isEmpty()) {
            risks.add(Finding.warn("client", "has no scopes, so no token of it allows anything"));
        }
        Optional.ofNullable(client.signIn().backchannelLogoutUri())
                .flatMap(uri -> unlisted("gets no logout tokens at ", uri))
                .ifPresent(risks::add);
        Optional.ofNullable(authentication.jwksUri())
                .flatMap(LogoutUri::parse)
                .flatMap(uri -> unlisted("has its keys at ", uri))
                .ifPresent(risks::add);
        authentication.trusts().stream()
                .filter(trust -> trust.jwks() == null && trust.ca().isEmpty())
                .flatMap(trust ->
                        LogoutUri.parse(trust.jwksUri() == null ? trust.metadataUrl() : trust.jwksUri()).stream())
                .flatMap(uri -> unlisted("trusts an issuer whose keys are at ", uri).stream())
                .distinct()
                .forEach(risks::add);
        risks.addAll(SignInChecks.risks(client));
        return risks.stream().map(risk -> risk.of(client.clientId())).toList();
    }
}
