package dev.latchkey.admin.client;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import java.util.stream.Collectors;

/** Kinds of clients, by what suits them. The options that are named beside a profile win over it. */
enum ClientProfile {
    /**
     * A gateway, proxy or resource server that asks whether tokens are good. It needs a secret and an audience, and no
     * grant: what it cannot get, a thief of its secret cannot get either.
     */
    gateway;

    /** What the profile has set, in words. */
    String words(NewClient client) {
        String grants = client.grantTypes().isEmpty()
                ? "none, so it gets no tokens itself"
                : client.grantTypes().stream().map(GrantType::value).sorted().collect(Collectors.joining(", "));
        return "profile " + this + ": confidential, with a secret; grants: " + grants
                + "; it may introspect tokens whose aud is " + String.join(" or ", client.audiences());
    }
}
