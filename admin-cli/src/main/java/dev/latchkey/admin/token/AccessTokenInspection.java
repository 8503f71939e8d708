package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.core.text.WholeText;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A JWT, good only as an access token: signature, kind, expiry, family, user and client, in this order. */
final class AccessTokenInspection {

    private final Database database;

    AccessTokenInspection(Database database) {
        this.database = database;
    }

    Inspection inspect(Jwt jwt) {
        Signature signature = signature(jwt);
        if (signature.good()
                && jwt.kind().filter(kind -> kind == TokenKind.ID_TOKEN).isPresent()) {
            return new IdTokenInspection(database).inspect(jwt, signature.words());
        }
        Optional<UUID> familyId = jwt.id("sid");
        boolean exchanged = jwt.claims().containsKey("act");
        Optional<FamilyListing> family = familyId.flatMap(id -> Lookup.familyById(database, id));
        Optional<Client> client =
                jwt.claim("client_id").filter(WholeText::isWhole).flatMap(database.clients()::findByClientId);
        Optional<TokenKind> kind = jwt.kind();
        String refusal = signature.good() ? refusal(kind, jwt, family, client) : signature.words();
        String until = jwt.time("exp").map(Instant::toString).orElse("for ever");
        return new Inspection(
                kind.map(known -> known.name().toLowerCase(Locale.ROOT)).orElse("jwt"),
                refusal == null ? "It is signed by this server, live, and good until " + until + "." : refusal,
                refusal != null,
                signature.words(),
                jwt.claim("sub").orElse(null),
                jwt.claim("username").orElse(null),
                exchanged
                        ? statusOfSubject(jwt)
                        : family.map(found -> Inspection.statusOfUser(database, found))
                                .orElse(null),
                jwt.claim("client_id").orElse(null),
                Inspection.statusOf(client),
                jwt.scopes(),
                jwt.time("iat").orElse(null),
                jwt.time("exp").orElse(null),
                familyId.orElse(null),
                familyId.isEmpty()
                        ? null
                        : exchanged
                                ? (isLive(familyId.get()) ? "live" : "ended")
                                : family.map(Inspection::statusOf).orElse("unknown"),
                null,
                family.map(FamilyListing::generation).orElse(null),
                jwt.header(),
                jwt.claims());
    }

    private boolean isLive(UUID exchangedFamily) {
        return database.requests().exchangedFamilies().isLive(exchangedFamily);
    }

    /** Of an exchanged token, whose family has no user that could be listed. */
    private @Nullable String statusOfSubject(Jwt jwt) {
        return jwt.claim("username").isEmpty()
                ? null
                : jwt.id("sub")
                        .flatMap(database.users()::find)
                        .map(user -> user.status().toString())
                        .orElse("deleted");
    }

    private record Signature(boolean good, String words) {}

    private Signature signature(Jwt jwt) {
        String algorithm = jwt.text(jwt.header(), "alg").orElse("none");
        String kid = jwt.text(jwt.header(), "kid").orElse("");
        Optional<KeyListing> found = database.keys().list().stream()
                .filter(key -> key.id().toString().equals(kid))
                .filter(key -> key.algorithmName().equals(algorithm) && key.algorithm() != KeyAlgorithm.HS256)
                .findFirst();
        if (found.isEmpty()) {
            return new Signature(false, "No " + algorithm + " key '" + kid + "' of this server signed it.");
        }
        KeyListing key = found.get();
        if (key.revokedAt() != null) {
            return new Signature(false, "Its key " + key.id() + " was revoked at " + key.revokedAt() + ".");
        }
        byte[] publicKey = key.publicKey();
        KeyAlgorithm known = key.algorithm();
        return publicKey != null && known != null && jwt.isSignedBy(known, publicKey)
                ? new Signature(true, "Valid, " + algorithm + " key " + key.id() + ".")
                : new Signature(false, "The signature is not that of key " + key.id() + ": the token was changed.");
    }

    private @Nullable String refusal(
            Optional<TokenKind> kind, Jwt jwt, Optional<FamilyListing> family, Optional<Client> client) {
        if (kind.isEmpty()) {
            return "It is signed by this server, but is not an access token: its type or a claim is missing or does not fit.";
        }
        if (kind.get() != TokenKind.ACCESS_TOKEN) {
            return "It is " + kind.get().words() + " of this server, and no access token.";
        }
        Instant expiry = jwt.time("exp").orElse(Instant.EPOCH);
        if (!database.now().isBefore(expiry)) {
            return "It expired at " + expiry + ".";
        }
        if (client.isEmpty()) {
            return "Its client was deleted.";
        }
        if (client.get().isDisabled()) {
            return "Its client is disabled." + offline(expiry);
        }
        if (jwt.claims().containsKey("act")) {
            return jwt.id("sid").filter(this::isLive).isPresent()
                    ? null
                    : "It was exchanged, and has ended: with the token that it was exchanged from, its user, its client or a"
                            + " resource, or its client revoked it." + offline(expiry);
        }
        String refusal = jwt.id("sid").isPresent()
                ? (family.isEmpty() ? "Its family is not known here." : refusal(family.get()))
                : refusal(jwt, client.get());
        return refusal == null ? null : refusal + offline(expiry);
    }

    private @Nullable String refusal(FamilyListing family) {
        if (family.revokedAt() != null) {
            return "Its family was revoked at " + family.revokedAt() + " (" + family.revokedReason() + ").";
        }
        // That a family rests does not end the access tokens that came from it.
        return switch (family.state()) {
            case DISABLED -> "Its user is disabled.";
            case EXPIRED -> "Its family expired at " + family.expiresAt() + ".";
            case LIVE, IDLE, REVOKED -> null;
        };
    }

    /** A client's own token has no family: it is revoked by itself, or with all older ones of its client. */
    private @Nullable String refusal(Jwt jwt, Client client) {
        Instant notBefore = client.tokensNotBefore();
        if (notBefore != null && jwt.time("iat").orElse(Instant.EPOCH).isBefore(notBefore)) {
            return "The tokens of its client were revoked at " + notBefore + ".";
        }
        Long statusIndex = statusIndex(jwt);
        boolean revoked = jwt.id("jti")
                .map(jti -> database.revokedAccessTokens().isRevoked(jti, statusIndex))
                .orElse(false);
        return revoked ? "It was revoked." : null;
    }

    /** Whose place in a status list it names; null when it names none that is there. */
    private @Nullable Long statusIndex(Jwt jwt) {
        if (jwt.claims().get("status") instanceof Map<?, ?> status
                && status.get("status_list") instanceof Map<?, ?> list
                && list.get("idx") instanceof Number place
                && list.get("uri") instanceof String uri) {
            String number = uri.substring(uri.lastIndexOf('/') + 1);
            return database.statusLists()
                    .findIndex(Long.parseLong(number), place.intValue())
                    .orElse(null);
        }
        return null;
    }

    private static String offline(Instant expiry) {
        return " Resource servers that do not ask may accept it until " + expiry + ".";
    }
}
