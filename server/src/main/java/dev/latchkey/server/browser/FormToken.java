package dev.latchkey.server.browser;

import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hidden field of a form. An attacker cannot make one, so a form without it is refused. A token that is authentic
 * but too old, or of another session, is no attack: the page is shown again.
 *
 * @param session that the form was shown in; null when there was none
 * @param issuedAt by the clock of the server
 * @param familyId the id under which a token family begins when the form is sent; null when none does
 */
public record FormToken(
        @Nullable SessionReference session,
        Instant issuedAt,
        @Nullable UUID familyId) {

    private static final Duration LIFETIME = Duration.ofHours(1);

    /** The value for a form in this place. */
    public String write(Proofs proofs, FormPlace place) {
        Fields shown = new Fields()
                .optionalId(session == null ? null : session.id())
                .number(session == null ? 0 : session.generation())
                .time(issuedAt)
                .optionalId(familyId);
        return proofs.mac(Label.FORM, shown, place.bound());
    }

    /** Reads a value. Empty when this server did not make it for this place and this browser. */
    public static Optional<FormToken> read(Proofs proofs, FormPlace place, String value) {
        return proofs.verify(Label.FORM, value, place.bound(), FormToken::read);
    }

    private static FormToken read(FieldReader fields) {
        UUID sessionId = fields.optionalId();
        int generation = fields.number();
        return new FormToken(
                sessionId == null ? null : new SessionReference(sessionId, generation),
                fields.time(),
                fields.optionalId());
    }

    /**
     * Whether the form may be acted upon: it was shown within the last hour, in the session that the browser has now.
     */
    public boolean isCurrent(@Nullable SessionReference now, Instant time) {
        return Objects.equals(session, now) && time.isBefore(issuedAt.plus(LIFETIME));
    }
}
