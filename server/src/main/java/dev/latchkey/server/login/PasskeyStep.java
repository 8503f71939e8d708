package dev.latchkey.server.login;

import dev.latchkey.core.factor.StoredPasskey;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.SessionReference;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.login.PasswordStep.Outcome;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.PasskeyRequest;
import dev.latchkey.server.passkey.PasskeySignIn;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sign-in with a passkey: alone it is enough, and after a password it is the second factor. */
public final class PasskeyStep {

    private final PasskeySignIn passkeys;
    private final SessionStart sessions;

    public PasskeyStep(PasskeySignIn passkeys, SessionStart sessions) {
        this.passkeys = passkeys;
        this.sessions = sessions;
    }

    /** Asks for a passkey of any user; null where browsers refuse passkeys. */
    @Nullable
    PasskeyRequest ask(Form form) {
        return passkeys.ask(form);
    }

    /** Asks for a passkey of a user; null when there is none, or browsers refuse them here. */
    @Nullable
    PasskeyRequest ask(Form form, UUID userId) {
        return passkeys.ask(form, userId);
    }

    /**
     * Verifies the answer of a passkey, and begins the session of its user.
     *
     * @param remember whether the user wants to stay signed in
     * @throws dev.latchkey.server.http.Failure when there were too many failures
     */
    Outcome attempt(Parameters form, boolean remember, Visit visit) {
        Optional<StoredPasskey> proved = passkeys.prove(form, null, visit.http().getRemoteAddr());
        Optional<SessionReference> begun = proved.flatMap(passkey -> sessions.begin(
                new SessionStart.Proven(
                        passkey.userId(), passkey.username(), passkey.credentialVersion(), Amr.PASSKEY, remember),
                visit));
        if (begun.isPresent()) {
            return new PasswordStep.Begun(begun.get());
        }
        PasswordStep.log(
                proved.map(StoredPasskey::username).orElse(""),
                proved.isPresent() ? "the account changed during the sign-in" : "the answer of the passkey is wrong");
        return new PasswordStep.Wrong();
    }

    /** Verifies the answer of a passkey of a user whose password was right. */
    boolean confirm(Parameters form, UUID userId, Visit visit) {
        return passkeys.prove(form, userId, visit.http().getRemoteAddr()).isPresent();
    }
}
