package dev.latchkey.server.passkey;

import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.Passkey;
import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.core.text.Characters;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.PasskeyRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks browsers for new passkeys, and verifies what they answer. */
public final class NewPasskeys {

    private final Ceremonies ceremonies;
    private final Passkeys passkeys;

    public NewPasskeys(Ceremonies ceremonies, Passkeys passkeys) {
        this.ceremonies = ceremonies;
        this.passkeys = passkeys;
    }

    /** Whether browsers accept passkeys of this server. */
    public boolean arePossible() {
        return ceremonies.party() != null;
    }

    /** Asks for a passkey for a user; null where browsers refuse passkeys, and when the user has as many as one may have. */
    public @Nullable PasskeyRequest ask(Form form, UUID userId, String username) {
        RelyingParty party = ceremonies.party();
        if (party == null) {
            return null;
        }
        List<Passkey> present = passkeys.list(userId);
        return present.size() >= Passkeys.MOST
                ? null
                : new PasskeyRequest(
                        PasskeyRequest.Kind.CREATE,
                        new Options(party).creation(ceremonies.challenges().make(form), userId, username, present));
    }

    /**
     * Verifies the answer in a form. That its id is new, the database decides.
     *
     * @param name what the user calls it; null or blank for none
     * @param program the browser, which it is called by then; null when unknown
     * @return empty when anything is wrong
     */
    public Optional<NewPasskey> read(Parameters form, @Nullable String name, @Nullable String program) {
        return Messages.attestation(Objects.requireNonNullElse(form.get(PasskeyRequest.FIELD), ""))
                .filter(answer -> ceremonies.party() != null
                        && ceremonies
                                .challenges()
                                .read(answer.challenge(), form.get(Forms.TOKEN))
                                .isPresent())
                .flatMap(answer -> ceremonies.verifier().verify(answer))
                .map(passkey -> passkey.named(name(name, program)));
    }

    private static String name(@Nullable String name, @Nullable String program) {
        String given = visible(Objects.requireNonNullElse(name, ""));
        if (!given.isEmpty()) {
            return given;
        }
        String browser = visible(Objects.requireNonNullElse(program, ""));
        return browser.isEmpty() ? "Passkey" : browser;
    }

    private static String visible(String text) {
        int[] characters = text.codePoints()
                .filter(character -> !Characters.isInvisible(character))
                .limit(NewPasskey.MAX_NAME)
                .toArray();
        return new String(characters, 0, characters.length).strip();
    }
}
