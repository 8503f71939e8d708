package dev.latchkey.admin.token;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.text.WholeText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** An ID token: it tells its client about a sign-in, and opens nothing. */
final class IdTokenInspection {

    private final Database database;

    IdTokenInspection(Database database) {
        this.database = database;
    }

    /** Explains a token whose signature is good. */
    Inspection inspect(Jwt jwt, String signature) {
        Optional<User> user = jwt.id("sub").flatMap(database.users()::find);
        Optional<String> audience = audience(jwt);
        Optional<Client> client = audience.filter(WholeText::isWhole).flatMap(database.clients()::findByClientId);
        Instant expiry = jwt.time("exp").orElse(Instant.EPOCH);
        boolean isOver = !database.now().isBefore(expiry);
        return new Inspection(
                "id_token",
                "It is an ID token of this server, and no access token: it tells " + audience.orElse("its client")
                        + " which user signed in, " + (isOver ? "and expired at " : "until ") + expiry
                        + ", and no API accepts it.",
                true,
                signature,
                jwt.claim("sub").orElse(null),
                user.map(User::username).orElse(null),
                user.map(found -> found.status().toString()).orElse("deleted"),
                audience.orElse(null),
                Inspection.statusOf(client),
                List.of(),
                jwt.time("iat").orElse(null),
                jwt.time("exp").orElse(null),
                null,
                null,
                null,
                null,
                jwt.header(),
                jwt.claims());
    }

    private static Optional<String> audience(Jwt jwt) {
        return jwt.claims().get("aud") instanceof Collection<?> several
                ? several.stream().map(String::valueOf).findFirst()
                : jwt.claim("aud");
    }
}
