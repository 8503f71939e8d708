package dev.latchkey.admin.client;

import dev.latchkey.core.client.NewClient;

/** Kinds of clients, by what suits them. An option that contradicts a profile is refused. */
enum ClientProfile {
    /**
     * A gateway, proxy or resource server that asks whether tokens are good. It needs a secret and an audience, and no
     * grant: what it cannot get, a thief of its secret cannot get either.
     */
    gateway;

    /** What the profile has set, in words. */
    String words(NewClient client) {
        return "profile " + this
                + ": confidential, with a secret; grants: none, so it gets no tokens itself; it may introspect tokens whose aud is "
                + String.join(" or ", client.audiences());
    }
}
