package dev.latchkey.server.passkey;

import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.Form;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes what passkeys sign. Nothing is stored for a challenge: its MAC says that it is ours, and binds it to the token of
 * the form in which it was shown, and so to the browser, the page and the session. {@link Passkeys#use} sees to it that
 * each is good once.
 */
final class Challenges {

    private final KeyDirectory keys;
    private final InstantSource clock;

    Challenges(KeyDirectory keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** By which challenges are made and expire. */
    Instant now() {
        return clock.instant();
    }

    /** A challenge for a form, in base64url. */
    String make(Form form) {
        Instant now = clock.instant();
        String token = Objects.requireNonNull(form.hidden().get(Forms.TOKEN));
        return keys.proofs()
                .mac(Label.PASSKEY_CHALLENGE, new Fields().id(Ids.at(now)).time(now), new Fields().text(token));
    }

    /**
     * The id of a challenge that was shown in a form; empty when it is none of ours, or too old.
     *
     * @param token of that form; null when it was sent without
     */
    Optional<UUID> read(String challenge, @Nullable String token) {
        record Made(UUID id, Instant at) {}
        return keys.recognise(proofs -> proofs.verify(
                        Label.PASSKEY_CHALLENGE,
                        challenge,
                        new Fields().text(Objects.requireNonNullElse(token, "")),
                        fields -> new Made(fields.id(), fields.time())))
                .filter(made -> clock.instant().isBefore(made.at().plus(Passkeys.CHALLENGE_LIFETIME)))
                .map(Made::id);
    }
}
