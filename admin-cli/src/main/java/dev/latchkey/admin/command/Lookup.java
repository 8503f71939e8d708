package dev.latchkey.admin.command;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.group.GroupListing;
import dev.latchkey.core.jdbc.IdPrefix;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.session.SessionListing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is meant by a name, an id or the beginning of an id. A whole id is always the id. A name that is also the
 * beginning of another's id is ambiguous: nothing is changed by a guess.
 */
public final class Lookup {

    /** A shorter beginning is more likely a typing error than an id. */
    private static final int MIN_PREFIX = 4;

    private static final int MAX_CANDIDATES = 5;

    private Lookup() {}

    public static User user(Database database, String nameOrId) {
        return named(
                new Kind<>("user", User::id, user -> user.id() + " (" + user.username() + ")"),
                nameOrId,
                username(nameOrId).flatMap(database.users()::findByUsername),
                prefix -> database.users().findByIdPrefix(prefix, MAX_CANDIDATES + 1));
    }

    public static Client client(Database database, String nameOrId) {
        // What PostgreSQL cannot even be asked for is no client's name.
        Optional<Client> named = nameOrId.indexOf('\0') >= 0
                ? Optional.empty()
                : database.clients().findByClientId(nameOrId);
        return named(
                new Kind<>("client", Client::id, client -> client.id() + " (" + client.clientId() + ")"),
                nameOrId,
                named,
                prefix -> database.clients().findByIdPrefix(prefix, MAX_CANDIDATES + 1));
    }

    /** Groups have no ids. */
    public static GroupListing group(Database database, String name) {
        // What PostgreSQL cannot even be asked for is no group's name.
        return Optional.of(name)
                .filter(asked -> asked.indexOf('\0') < 0)
                .flatMap(database.access().groups()::find)
                .orElseThrow(() -> noGroup(name));
    }

    /** There is none of this name, or none any more. */
    public static Failure noGroup(String name) {
        return Failure.notFound("There is no group '" + shorten(name) + "'.");
    }

    /** What is looked for: its noun, its id, and how one is told from another. */
    private record Kind<T>(String noun, Function<T, UUID> id, Function<T, String> describe) {}

    private static <T> T named(
            Kind<T> kind, String meant, Optional<T> named, Function<IdPrefix, List<T>> findByIdPrefix) {
        Optional<IdPrefix> prefix = prefix(meant);
        List<T> byId = prefix.map(findByIdPrefix).orElse(List.of());
        if (named.isEmpty()) {
            return only(kind.noun(), meant, Optional.of(byId), kind.describe());
        }
        if (prefix.filter(IdPrefix::isWhole).isPresent()) {
            if (byId.isEmpty()) {
                throw Failure.notFound("There is no " + kind.noun() + " with the id '" + shorten(meant)
                        + "'. One has it as a name: "
                        + kind.describe().apply(named.get()) + "; say its id.");
            }
            return byId.getFirst();
        }
        UUID namedId = kind.id().apply(named.get());
        List<T> others = byId.stream()
                .filter(other -> !kind.id().apply(other).equals(namedId))
                .toList();
        if (!others.isEmpty()) {
            throw Failure.conflict("'" + shorten(meant) + "' is the name of the " + kind.noun() + " "
                    + kind.describe().apply(named.get()) + " and the beginning of the id of "
                    + listed(others, kind.describe()) + ": say the whole id of the one that you mean.");
        }
        return named.get();
    }

    /**
     * Finds a token family.
     *
     * @throws Failure when there is not exactly one; it says so when there is a browser session instead
     */
    public static FamilyListing family(Database database, String id) {
        return onlyOr(
                prefix -> database.sessionListings().findByIdPrefix(prefix, 1),
                "is a browser session: latchkey session show ",
                "token family",
                id,
                prefix(id).map(prefix -> database.familyListings().findByIdPrefix(prefix, MAX_CANDIDATES + 1)),
                family -> family.id() + " (" + family.username() + ", " + family.client() + ")");
    }

    /**
     * Finds a browser session.
     *
     * @throws Failure when there is not exactly one; it says so when there is a token family instead
     */
    public static SessionListing session(Database database, String id) {
        return onlyOr(
                prefix -> database.familyListings().findByIdPrefix(prefix, 1),
                "is a token family: latchkey token show ",
                "browser session",
                id,
                prefix(id).map(prefix -> database.sessionListings().findByIdPrefix(prefix, MAX_CANDIDATES + 1)),
                session -> session.id() + " (" + session.username() + ")");
    }

    public static KeyListing key(Database database, String id) {
        return only(
                "key",
                id,
                prefix(id)
                        .map(prefix -> database.keys().list().stream()
                                .filter(key -> prefix.contains(key.id()))
                                .toList()),
                key -> key.id() + " (" + key.algorithmName() + ")");
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

    /** The session with exactly this id; empty when there is none (any more). */
    public static Optional<SessionListing> sessionById(Database database, UUID id) {
        return database.sessionListings().findByIdPrefix(new IdPrefix(id, id), 1).stream()
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
        return IdPrefix.parse(text).filter(prefix -> prefix.isWhole() || text.length() >= MIN_PREFIX);
    }

    /** The {@code sid} is the session's in an ID token and the family's in an access token, and each has its own noun. */
    private static <T> T onlyOr(
            Function<IdPrefix, List<?>> others,
            String hint,
            String noun,
            String meant,
            Optional<List<T>> found,
            Function<T, String> describe) {
        boolean isOther = found.map(List::isEmpty).orElse(true)
                && prefix(meant)
                        .filter(prefix -> !others.apply(prefix).isEmpty())
                        .isPresent();
        if (isOther) {
            throw Failure.notFound("There is no " + noun + " '" + meant + "'. It " + hint + meant);
        }
        return only(noun, meant, found, describe);
    }

    private static <T> T only(String noun, String meant, Optional<List<T>> found, Function<T, String> describe) {
        List<T> candidates = found.orElse(List.of());
        if (candidates.isEmpty()) {
            throw Failure.notFound("There is no " + noun + " '" + shorten(meant) + "'.");
        }
        if (candidates.size() > 1) {
            throw Failure.conflict("'" + meant + "' is the beginning of the id of more than one " + noun + ": "
                    + listed(candidates, describe) + ". Say the whole id of the one that you mean.");
        }
        return candidates.getFirst();
    }

    private static <T> String listed(List<T> candidates, Function<T, String> describe) {
        String some = candidates.stream().limit(MAX_CANDIDATES).map(describe).collect(Collectors.joining(", "));
        return candidates.size() > MAX_CANDIDATES ? some + ", …" : some;
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= 60
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
    }
}
