package dev.latchkey.server.statuslist;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.server.fixture.TestServer;

/** What ends the tokens that a client has for itself. */
enum ClientEnd {
    DISABLED {
        @Override
        void end(TestServer one, Client client) {
            one.database().clientChanges().disable(client, BY);
            one.database().clientChanges().enable(client, BY);
        }
    },
    TOKENS_REVOKED {
        @Override
        void end(TestServer one, Client client) {
            one.database().clientChanges().revokeTokens(client, BY);
        }
    },
    DISABLED_BY_HAND {
        @Override
        void end(TestServer one, Client client) {
            one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
            one.update("UPDATE clients SET disabled_at = NULL WHERE id = :id", "id", client.id());
        }
    };

    private static final Attribution BY = Attribution.of("test");

    abstract void end(TestServer one, Client client);
}
