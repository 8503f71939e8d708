package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.client.TrustRisks;

/** What an administrator should know of a trust that was added. */
record TrustHints(Session session) {

    static TrustHints of(Session session) {
        return new TrustHints(session);
    }

    void say(ClientTrust trust) {
        TrustRisks.of(trust).forEach(risk -> session.terminal().say("note that " + risk));
        if (trust.jwks() == null && trust.ca().isEmpty()) {
            sayPrivate(trust);
        }
    }

    private void sayPrivate(ClientTrust trust) {
        // A URI of keys may have more than a logout URI: then the name of the host tells nothing.
        LogoutUri.parse(trust.jwksUri() == null ? trust.metadataUrl() : trust.jwksUri())
                .filter(uri -> uri.isPrivate() && !session.serverVariables().listsPrivateHost(uri.host()))
                .ifPresent(uri -> session.terminal()
                        .say("servers fetch keys from " + uri.host()
                                + " only if LATCHKEY_FETCH_PRIVATE_HOSTS lists it, or with --ca-file or --jwks-file"));
    }
}
