package dev.latchkey.server.browser;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That a user has just entered the right password. It is no session and begins none: it only lets this browser, for this
 * authorization request and for five minutes, show the page for the second factor.
 *
 * @param credentialVersion of the credentials that were checked: when the user has another version by now, no session
 *     begins
 * @param remember whether the user wants to stay signed in
 * @param at by the clock of the server
 */
public record ProvedPassword(UUID userId, int credentialVersion, boolean remember, Instant at) {

    static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Sealed: neither the browser nor a log tells which user it is. */
    String write(Proofs proofs, FormPlace place) {
        Fields secret = new Fields()
                .id(userId)
                .number(credentialVersion)
                .number(remember ? 1 : 0)
                .time(at)
                .bytes(digest(place));
        return proofs.seal(Label.PASSWORD_PROVED, Ids.at(at), secret);
    }

    /** Reads a value. Empty when this server did not make it for this place, or it is older than five minutes. */
    static Optional<ProvedPassword> read(Proofs proofs, FormPlace place, Instant now, String value) {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Sealed(ProvedPassword proved, byte[] place) {}
        return proofs.open(Label.PASSWORD_PROVED, value, (id, fields) -> new Sealed(read(fields), fields.bytes()))
                .filter(found -> MessageDigest.isEqual(found.place(), digest(place)))
                .map(Sealed::proved)
                .filter(proved -> now.isBefore(proved.at().plus(LIFETIME)));
    }

    private static ProvedPassword read(FieldReader fields) {
        return new ProvedPassword(fields.id(), fields.number(), fields.number() == 1, fields.time());
    }

    private static byte[] digest(FormPlace place) {
        return FormPlace.digest(place.cookie() + " " + place.action() + " " + place.query());
    }
}
