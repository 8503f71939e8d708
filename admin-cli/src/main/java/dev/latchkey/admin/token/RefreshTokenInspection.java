package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.token.HmacKeys.Made;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.key.MasterKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A refresh token: MAC, family, user and client, and its generation against the database's. */
final class RefreshTokenInspection {

    private final Database database;
    private final Supplier<MasterKey> masterKey;

    RefreshTokenInspection(Database database, Supplier<MasterKey> masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    Inspection inspect(RefreshToken token) {
        Optional<FamilyListing> family = Lookup.familyById(database, token.familyId());
        Optional<Client> client = family.flatMap(found -> Lookup.clientById(database, found.clientId()));
        Made mac = client.map(found -> HmacKeys.read(database, masterKey)
                        .check(keys -> new RefreshTokens(keys).isAuthentic(token, found.id())))
                .orElse(Made.UNKNOWN_CLIENT);
        String refusal = refusal(token, family, client, mac);
        return new Inspection(
                "refresh_token",
                refusal == null ? acceptance(token, family.orElseThrow()) : refusal,
                refusal != null,
                mac.words(),
                family.map(FamilyListing::userId).map(Object::toString).orElse(null),
                family.map(FamilyListing::username).orElse(null),
                family.map(found -> Inspection.statusOfUser(database, found)).orElse(null),
                family.map(FamilyListing::client).orElse(null),
                family.isEmpty() ? null : Inspection.statusOf(client),
                family.map(found -> List.copyOf(found.scopes().tokens())).orElse(List.of()),
                family.map(FamilyListing::createdAt).orElse(null),
                family.map(FamilyListing::expiresAt).orElse(null),
                token.familyId(),
                family.map(Inspection::statusOf).orElse("unknown"),
                token.generation(),
                family.map(FamilyListing::generation).orElse(null),
                null,
                family.map(FamilyListing::resources)
                        .flatMap(Inspection::resource)
                        .orElse(null));
    }

    private @Nullable String refusal(
            RefreshToken token, Optional<FamilyListing> found, Optional<Client> client, Made mac) {
        if (found.isEmpty()) {
            return "Its family is not known here.";
        }
        if (Boolean.FALSE.equals(mac.good())) {
            return mac.words();
        }
        if (client.isEmpty() || client.get().isDisabled()) {
            return client.isEmpty() ? "Its client was deleted." : "Its client is disabled.";
        }
        FamilyListing family = found.get();
        return switch (family.state()) {
            case REVOKED -> "Its family was revoked at " + family.revokedAt() + " (" + family.revokedReason() + ").";
            case EXPIRED -> "Its family expired at " + family.expiresAt() + ".";
            case IDLE -> "It was not refreshed before " + family.idleUntil() + ".";
            case DISABLED -> "Its user is disabled.";
            case LIVE -> generation(token, family, client.get());
        };
    }

    private @Nullable String generation(RefreshToken token, FamilyListing family, Client client) {
        int behind = family.generation() - token.generation();
        if (behind < 0) {
            return "It is newer than the database, which was restored from a backup or lost its last moments.";
        }
        boolean withinGrace = behind == 1
                && database.now()
                        .isBefore(family.refreshedAt().plus(client.lifetimes().refreshGrace()));
        return behind == 0 || withinGrace
                ? null
                : "It was exchanged for a newer one before: using it again would revoke the family.";
    }

    private static String acceptance(RefreshToken token, FamilyListing family) {
        return token.generation() == family.generation()
                ? "It is the newest of its family, which is live until " + family.expiresAt() + "."
                : "It was exchanged moments ago: the same successor is due again.";
    }
}
