package dev.latchkey.server.passkey;

import dev.latchkey.core.factor.Passkey;
import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.core.factor.StoredPasskey;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Attempt;
import dev.latchkey.server.limit.Limit;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.PasskeyRequest;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for passkeys on the pages of a sign-in, and verifies them. Failures count as wrong passwords do. */
public final class PasskeySignIn {

    private final Ceremonies ceremonies;
    private final Passkeys passkeys;
    private final Limits limits;

    public PasskeySignIn(Ceremonies ceremonies, Passkeys passkeys, Limits limits) {
        this.ceremonies = ceremonies;
        this.passkeys = passkeys;
        this.limits = limits;
    }

    /** Asks for a passkey of any user; null where browsers refuse passkeys. */
    public @Nullable PasskeyRequest ask(Form form) {
        RelyingParty party = ceremonies.party();
        return party == null ? null : request(party, form, List.of());
    }

    /** Asks for one of a user's passkeys; null when there is none, or browsers refuse them here. */
    public @Nullable PasskeyRequest ask(Form form, UUID userId) {
        RelyingParty party = ceremonies.party();
        List<Passkey> owned = party == null ? List.of() : passkeys.list(userId);
        return party == null || owned.isEmpty() ? null : request(party, form, owned);
    }

    private PasskeyRequest request(RelyingParty party, Form form, List<Passkey> allowed) {
        return new PasskeyRequest(
                PasskeyRequest.Kind.GET,
                new Options(party).request(ceremonies.challenges().make(form), allowed));
    }

    /** Whether a form was sent with the answer of a passkey. */
    public static boolean isSent(Parameters form) {
        return form.get(PasskeyRequest.FIELD) != null;
    }

    /**
     * Verifies the answer in a form, and uses it up.
     *
     * @param userId whose passkey it must be; null for any user, whom the passkey must name then
     * @param address from which the request comes
     * @return the passkey; empty when anything is wrong
     * @throws RateLimitedException when there were too many failures
     */
    public Optional<StoredPasskey> prove(Parameters form, @Nullable UUID userId, String address) {
        Assertion assertion = Messages.assertion(Objects.requireNonNullElse(form.get(PasskeyRequest.FIELD), ""))
                .orElse(null);
        UUID challenge = assertion == null || ceremonies.party() == null
                ? null
                : ceremonies
                        .challenges()
                        .read(assertion.challenge(), form.get(Forms.TOKEN))
                        .orElse(null);
        if (assertion == null || challenge == null) {
            // No try: nothing that a passkey could have signed for this page.
            return Optional.empty();
        }
        StoredPasskey found = passkeys.find(assertion.credentialId()).orElse(null);
        Limit limit = limits.signIn(
                found == null ? unknown(assertion) : found.username(),
                found == null ? null : found.userId(),
                null,
                address,
                true);
        limit.askMemory();
        Attempt attempt = limit.count();
        if (found == null || !isOf(found, assertion, userId)) {
            return Optional.empty();
        }
        Optional<StoredPasskey> proved = ceremonies
                .verifier()
                .verify(assertion, found)
                .filter(signed -> passkeys.use(
                        new Passkeys.Use(found, challenge, signed.counter(), signed.backedUp()),
                        ceremonies.challenges().now()))
                .filter(signed -> !found.disabled())
                .map(signed -> found);
        proved.ifPresent(right -> attempt.takeBack());
        return proved;
    }

    /** Whether it is a passkey of the user who is meant: the one who is known already, and the one whom the device names. */
    private static boolean isOf(StoredPasskey found, Assertion assertion, @Nullable UUID userId) {
        byte[] handle = assertion.userHandle();
        boolean named = handle != null && MessageDigest.isEqual(handle, Options.handle(found.userId()));
        return userId == null ? named : userId.equals(found.userId()) && (handle == null || named);
    }

    /** A name under which the failures of a credential count that no account has. */
    private static String unknown(Assertion assertion) {
        return "passkey " + Base64.getUrlEncoder().encodeToString(assertion.credentialId());
    }
}
