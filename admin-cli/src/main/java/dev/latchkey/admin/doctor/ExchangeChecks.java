package dev.latchkey.admin.doctor;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings of token exchange (RFC 8693) that lead nowhere: each exchange needs three of them. */
final class ExchangeChecks {

    private final List<Resource> resources;

    /**
     * Makes the checks.
     *
     * @param resources all that there are
     */
    ExchangeChecks(List<ResourceListing> resources) {
        this.resources = resources.stream().map(ResourceListing::resource).toList();
    }

    /** What is missing; nothing when no client exchanges tokens. */
    List<Finding> run(List<Client> clients) {
        return clients.stream()
                .filter(client -> !client.isDisabled())
                .flatMap(client -> risks(client).stream()
                        .map(message -> Finding.warn("token_exchange", message).of(client.clientId())))
                .toList();
    }

    private List<String> risks(Client client) {
        boolean serves = resources.stream().anyMatch(one -> client.clientId().equals(one.servedBy()));
        if (!client.mayUse(GrantType.TOKEN_EXCHANGE)) {
            return client.exchangeTo().isEmpty()
                    ? List.of()
                    : List.of("has --exchange-to and may not exchange tokens: --grant token_exchange");
        }
        List<String> risks = new ArrayList<>();
        if (!serves) {
            risks.add(
                    "serves no resource, so it can exchange no token: latchkey resource add URI --scope SCOPE --served-by "
                            + client.clientId());
        }
        if (client.exchangeTo().isEmpty()) {
            risks.add("may exchange tokens for no resource: latchkey client update " + client.clientId()
                    + " --exchange-to URI");
        }
        Set<String> reachable = resources.stream()
                .filter(one -> !one.scopes().intersect(client.scopes()).isEmpty())
                .map(Resource::uri)
                .collect(Collectors.toSet());
        client.exchangeTo().stream()
                .filter(uri -> !reachable.contains(uri))
                .forEach(uri -> risks.add("gets no tokens for " + uri
                        + ", which is no resource, or of which it has no scope: latchkey resource list"));
        return risks;
    }
}
