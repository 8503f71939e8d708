package dev.latchkey.admin.token;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Credentials;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of inspecting a token. Filled in step by step; the first reason to refuse it is the one that counts.
 *
 * @param why empty as long as nothing speaks against it
 */
public record Inspection(
        String kind,
        String why,
        boolean refused,
        @Nullable String signature,
        @Nullable String subject,
        @Nullable String username,
        @Nullable String userStatus,
        @Nullable String clientId,
        @Nullable String clientStatus,
        List<String> scopes,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable UUID familyId,
        @Nullable String familyStatus,
        @Nullable Integer generation,
        @Nullable Integer currentGeneration,
        @Nullable Map<String, @Nullable Object> header,
        @Nullable Map<String, @Nullable Object> claims) {

    /** Something of which nothing more can be told. */
    static Inspection opaque(
            String kind, String why, boolean refused, @Nullable String signature, Optional<Client> client) {
        return new Inspection(
                kind,
                why,
                refused,
                signature,
                null,
                null,
                null,
                client.map(Client::clientId).orElse(null),
                client.map(found -> statusOf(client)).orElse(null),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Why a user can begin nothing with the credentials of an earlier moment; null when nothing speaks against it. */
    static @Nullable String refusalOf(Database database, Optional<User> user, int credentialVersion) {
        if (user.isEmpty()) {
            return "Its user was deleted.";
        }
        if (user.get().isClosed()) {
            return "Its user is " + user.get().status() + ".";
        }
        int version = database.users()
                .findCredentials(new Username(user.get().username()))
                .map(Credentials::version)
                .orElse(-1);
        return version == credentialVersion ? null : "Its user has another password since.";
    }

    /** What the tokens are for (RFC 8707), as a claim; empty when they are for what the client has. */
    static Optional<Map<String, @Nullable Object>> resource(List<String> uris) {
        return uris.isEmpty() ? Optional.empty() : Optional.of(Map.of("resource", uris));
    }

    /** The clients that act for the subject, the present one first (RFC 8693, section 4.1), as the claims say. */
    List<String> actors() {
        List<String> actors = new ArrayList<>();
        Object next = claims == null ? null : claims.get("act");
        while (next instanceof Map<?, ?> actor && actor.get("sub") instanceof String clientId) {
            actors.add(clientId);
            next = actor.get("act");
        }
        return actors;
    }

    /** What the token is for (RFC 7519, section 4.1.3), as the claims say. */
    List<String> audiences() {
        return switch (claims == null ? null : claims.get("aud")) {
            case String audience -> List.of(audience);
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    String verdict() {
        return refused ? "refused" : "accepted";
    }

    static String statusOf(Optional<Client> client) {
        return client.map(found -> found.isDisabled() ? "disabled" : "active").orElse("deleted");
    }

    static String statusOfUser(Database database, FamilyListing family) {
        return Optional.ofNullable(family.userId())
                .flatMap(database.users()::find)
                .map(user -> user.status().toString())
                .orElse("deleted");
    }

    static String statusOf(FamilyListing family) {
        return family.state().name().toLowerCase(Locale.ROOT);
    }
}
