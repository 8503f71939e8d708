package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import java.time.Instant;
import java.util.Optional;

/** A client secret that was made here: whose it is, as long as it works. */
final class ClientSecretInspection {

    private final Database database;

    ClientSecretInspection(Database database) {
        this.database = database;
    }

    Inspection inspect(String secret) {
        byte[] hash = ClientSecret.hash(secret);
        Instant now = database.now();
        Optional<Client> client = database.clients().findSecrets().entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(stored -> stored.matches(hash, now)))
                .findFirst()
                .flatMap(entry -> Lookup.clientById(database, entry.getKey()));
        boolean isGood = client.isPresent() && !client.get().isDisabled();
        String why = client.isEmpty()
                ? "No client has this secret: it has ended, its client was deleted, or it is incomplete."
                : isGood ? "Its client proves with it that it is the client." : "Its client is disabled.";
        return Inspection.opaque("client_secret", why, !isGood, null, client);
    }
}
