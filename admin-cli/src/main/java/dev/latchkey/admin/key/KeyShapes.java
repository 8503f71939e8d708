package dev.latchkey.admin.key;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.RotatedKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The output fields of keys. */
public final class KeyShapes {

    public static final Shape<KeyListing> KEY = Shape.of("key", KeyListing::id)
            .column("id", Kind.UUID, "Also the kid of the key and of what it signed.", KeyListing::id)
            .column(
                    "algorithm",
                    Kind.STRING,
                    "RS256 or ES256 for access tokens, HS256 for refresh tokens.",
                    KeyListing::algorithmName)
            .column(
                    "status",
                    Kind.STATE,
                    "pending (published, does not sign yet), active, retired (still verifies) or revoked.",
                    key -> key.state().name().toLowerCase(Locale.ROOT))
            .column("signs_from", Kind.TIME, "From when it signs.", KeyListing::activeFrom)
            .column("signs_until", Kind.TIME, "Until when; null until the next one is made.", KeyListing::activeUntil)
            .column(
                    "leaves_at",
                    Kind.TIME,
                    "When it leaves the JWK Set and what it signed is refused; null until the next one is made.",
                    key -> key.revokedAt() == null ? key.publishedUntil() : key.revokedAt())
            .field("created_at", Kind.TIME, "When it was made.", KeyListing::createdAt)
            .field("revoked_at", Kind.TIME, "Null unless it was revoked.", KeyListing::revokedAt);

    public static final Shape<ChangedKey> CHANGED = Shape.of("changed key", ChangedKey::id)
            .column("id", Kind.UUID, "The key that ends.", ChangedKey::id)
            .column("algorithm", Kind.STRING, "RS256, ES256 or HS256.", ChangedKey::algorithm)
            .column("changed", Kind.BOOLEAN, "False when there was nothing left to do.", ChangedKey::changed)
            .column(
                    "accepted_until",
                    Kind.TIME,
                    "Until when what it signed may be accepted, by resource servers too.",
                    ChangedKey::acceptedUntil)
            .column("next_id", Kind.UUID, "The key that signs then; null when there is none.", ChangedKey::nextId)
            .column("next_signs_from", Kind.TIME, "From when it does.", ChangedKey::nextSignsFrom);

    /** By how many keys were sealed. */
    public static final Shape<Integer> REWRAPPED = Shape.<Integer>of("rewrapped keys", keys -> keys)
            .column("keys_sealed", Kind.INTEGER, "How many keys the new master key was needed for.", keys -> keys);

    /**
     * One key gives way to another.
     *
     * @param key null when there was none
     * @param next null when there is none
     */
    public record ChangedKey(
            @Nullable KeyListing key,
            boolean changed,
            @Nullable Instant acceptedUntil,
            @Nullable KeyListing next) {

        static ChangedKey of(RotatedKey rotation) {
            KeyListing current = rotation.current();
            Instant leaves = current == null ? null : current.publishedUntil();
            return new ChangedKey(current, rotation.changed(), leaves, rotation.next());
        }

        /** Of an algorithm that had no key, it is the new one. */
        UUID id() {
            return either().id();
        }

        String algorithm() {
            return either().algorithmName();
        }

        @Nullable
        UUID nextId() {
            return next == null ? null : next.id();
        }

        @Nullable
        Instant nextSignsFrom() {
            return next == null ? null : next.activeFrom();
        }

        private KeyListing either() {
            return Objects.requireNonNull(key == null ? next : key);
        }
    }

    private KeyShapes() {}
}
