package dev.latchkey.admin.command;

import dev.latchkey.db.Database;
import dev.latchkey.db.client.Client;
import dev.latchkey.db.key.KeyListing;
import dev.latchkey.db.sql.IdPrefix;
import dev.latchkey.db.token.FamilyListing;
import dev.latchkey.db.user.InvalidValueException;
import dev.latchkey.db.user.User;
import dev.latchkey.db.user.Username;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what is meant by a name, an id or the beginning of an id. A name wins over an id. */
public final class Lookup {

    /** A shorter beginning is more likely a typing error than an id. */
    private static final int MIN_PREFIX = 4;

    private static final int MAX_CANDIDATES = 5;

    private Lookup() {}

    public static User user(Database database, String nameOrId) {
        Optional<User> named = username(nameOrId).flatMap(database.users()::findByUsername);
        return named.orElseGet(() -> only(
                "user",
                nameOrId,
                prefix(nameOrId).map(prefix -> database.users().findByIdPrefix(prefix, MAX_CANDIDATES + 1)),
                user -> user.id() + " (" + user.username() + ")"));
    }

    public static Client client(Database database, String nameOrId) {
        // What PostgreSQL cannot even be asked for is no client's name.
        Optional<Client> named = nameOrId.indexOf('\0') >= 0
                ? Optional.empty()
                : database.clients().findByClientId(nameOrId);
        return named.orElseGet(() -> only(
                "client",
                nameOrId,
                prefix(nameOrId).map(prefix -> database.clients().findByIdPrefix(prefix, MAX_CANDIDATES + 1)),
                client -> client.id() + " (" + client.clientId() + ")"));
    }

    public static FamilyListing family(Database database, String id) {
        return only(
                "token family",
                id,
                prefix(id).map(prefix -> database.familyListings().findByIdPrefix(prefix, MAX_CANDIDATES + 1)),
                family -> family.id() + " (" + family.username() + ", " + family.client() + ")");
    }

    public static KeyListing key(Database database, String id) {
        return only(
                "key",
                id,
                prefix(id)
                        .map(prefix -> database.keys().list().stream()
                                .filter(key -> prefix.contains(key.id()))
                                .toList()),
                key -> key.id() + " (" + key.algorithm() + ")");
    }

    /** The client with exactly this id; empty when there is none (any more). */
    public static Optional<Client> clientById(Database database, @Nullable UUID id) {
        return id == null
                ? Optional.empty()
                : database.clients().findByIdPrefix(new IdPrefix(id, id), 1).stream()
                        .findFirst();
    }

    /** The family with exactly this id; empty when there is none (any more). */
    public static Optional<FamilyListing> familyById(Database database, UUID id) {
        return database.familyListings().findByIdPrefix(new IdPrefix(id, id), 1).stream()
                .findFirst();
    }

    private static Optional<Username> username(String text) {
        try {
            return Optional.of(new Username(text));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private static Optional<IdPrefix> prefix(String text) {
        return text.length() < MIN_PREFIX ? Optional.empty() : IdPrefix.parse(text);
    }

    private static <T> T only(String noun, String meant, Optional<List<T>> found, Function<T, String> describe) {
        List<T> candidates = found.orElse(List.of());
        if (candidates.isEmpty()) {
            throw Failure.notFound("There is no " + noun + " '" + shorten(meant) + "'.");
        }
        if (candidates.size() > 1) {
            String named =
                    candidates.stream().limit(MAX_CANDIDATES).map(describe).collect(Collectors.joining(", "));
            throw Failure.usage("'" + meant + "' is the beginning of more than one " + noun + ": " + named
                    + (candidates.size() > MAX_CANDIDATES ? ", …" : "") + ".");
        }
        return candidates.getFirst();
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
    }
}
