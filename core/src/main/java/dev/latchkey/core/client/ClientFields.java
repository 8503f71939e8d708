package dev.latchkey.core.client;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of a client as texts, for the audit log: every one of them, and no secret. */
final class ClientFields {

    private ClientFields() {}

    /** All fields; null for what is not set. Lengths of time are in seconds, lists have a space in between. */
    static Map<String, @Nullable String> of(ClientSettings client) {
        Map<String, @Nullable String> fields = new TreeMap<>();
        fields.put("client_id", client.clientId());
        fields.put("name", client.name());
        fields.put("confidential", Boolean.toString(client.confidential()));
        fields.put("grant_types", String.join(" ", Clients.grantTypes(client)));
        fields.put("scope", client.scopes().toString());
        fields.put("audiences", String.join(" ", client.audiences()));
        fields.put("origins", client.origins().stream().map(Origin::value).collect(Collectors.joining(" ")));
        fields.put(
                "claims",
                client.claims().equals(Claims.NONE) ? null : client.claims().json());
        fields.put(
                "signing_algorithm",
                client.signingAlgorithm() == null
                        ? null
                        : client.signingAlgorithm().name());
        Lifetimes lifetimes = client.lifetimes();
        fields.put("access_token_lifetime", seconds(lifetimes.accessToken()));
        fields.put("refresh_token_lifetime", seconds(lifetimes.refreshToken()));
        fields.put("refresh_token_idle", seconds(lifetimes.refreshIdle()));
        fields.put("refresh_token_grace", seconds(lifetimes.refreshGrace()));
        fields.put("exchange_to", client.exchangeTo().isEmpty() ? null : String.join(" ", client.exchangeTo()));
        fields.putAll(client.signIn().fields());
        fields.putAll(client.authentication().fields());
        fields.putAll(client.safeguards().fields());
        return fields;
    }

    /** The fields of a new client that say something. */
    static Map<String, String> given(NewClient client) {
        Map<String, String> given = new TreeMap<>();
        of(client).forEach((name, value) -> {
            if (value != null && !value.isEmpty() && !name.equals("client_id")) {
                given.put(name, value);
            }
        });
        return given;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
