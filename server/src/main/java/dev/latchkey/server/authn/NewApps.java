package dev.latchkey.server.authn;

import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.factor.Totp;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.server.key.DataKeyDirectory;
import dev.latchkey.server.key.KeyDirectory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Authenticator apps that are being added. Until a user has entered a code of the app, its secret is only in the form,
 * sealed for that user, and not in the database.
 */
public final class NewApps {

    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private final KeyDirectory keys;
    private final DataKeyDirectory dataKeys;
    private final InstantSource clock;
    private final String service;

    /** {@code service} is what the operator calls this service. */
    public NewApps(KeyDirectory keys, DataKeyDirectory dataKeys, InstantSource clock, String service) {
        this.keys = keys;
        this.dataKeys = dataKeys;
        this.clock = clock;
        this.service = service;
    }

    /** The secret of an app for a user. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Draft(byte[] secret) {

        /** As people type it. */
        public String text() {
            return Totp.text(secret);
        }

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Draft";
        }
    }

    /** A new secret. */
    public Draft draft() {
        return new Draft(Totp.newSecret());
    }

    /** For the hidden field of the form. */
    public String seal(Draft draft, UUID userId) {
        Instant now = clock.instant();
        return keys.proofs()
                .seal(
                        Label.NEW_APP,
                        Ids.at(now),
                        new Fields().id(userId).time(now).bytes(draft.secret()));
    }

    /** Opens the hidden field; empty when it is none of ours for this user, or too old. */
    public Optional<Draft> open(String sealed, UUID userId) {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Opened(UUID userId, Instant at, byte[] secret) {}
        return keys.recognise(proofs -> proofs.open(
                        Label.NEW_APP, sealed, (id, fields) -> new Opened(fields.id(), fields.time(), fields.bytes())))
                .filter(opened -> opened.userId().equals(userId)
                        && clock.instant().isBefore(opened.at().plus(LIFETIME)))
                .map(opened -> new Draft(opened.secret()));
    }

    /**
     * The app, if a user has entered a code of it.
     *
     * @throws dev.latchkey.core.connection.UnavailableException when its secret cannot be sealed
     */
    public Optional<FactorChanges.NewApp> confirm(Draft draft, String code) {
        OptionalLong step = Totp.step(draft.secret(), code, clock.instant());
        return step.isEmpty()
                ? Optional.empty()
                : Optional.of(new FactorChanges.NewApp(draft.secret(), step.getAsLong(), dataKeys.current()));
    }

    /** What the QR code says: <a href="https://github.com/google/google-authenticator/wiki/Key-Uri-Format">otpauth</a>. */
    public String uri(Draft draft, String username) {
        return "otpauth://totp/" + encode(service) + ":" + encode(username) + "?secret=" + draft.text() + "&issuer="
                + encode(service);
    }

    /** Apps show a plus sign as it is. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
