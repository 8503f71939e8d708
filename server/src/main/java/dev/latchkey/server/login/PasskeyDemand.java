package dev.latchkey.server.login;

import dev.latchkey.core.session.Acr;
import dev.latchkey.core.session.Amr;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.settings.SecondFactorPolicy;

/** When the administrator of a client demands a passkey of its users. */
final class PasskeyDemand {

    private final NewPasskeys passkeys;
    private final SecondFactorPolicy policy;

    PasskeyDemand(NewPasskeys passkeys, SecondFactorPolicy policy) {
        this.passkeys = passkeys;
        this.policy = policy;
    }

    /** Whether this client does. */
    static boolean isMade(Visit visit) {
        return Acr.PHISHING_RESISTANT.equals(visit.acr());
    }

    /** Whether it does, and a user can add one here. */
    boolean canBeMet(Visit visit) {
        return isMade(visit) && policy != SecondFactorPolicy.OFF && passkeys.arePossible();
    }

    /**
     * Whether a user who has proved two factors, none of them a passkey, adds one before going on. Two are enough to add a
     * third, as on the page of the account.
     *
     * @param methods as bits of {@link Amr}
     */
    boolean isUnmet(Visit visit, int methods) {
        return canBeMet(visit) && Amr.isMultiFactor(methods) && !Amr.isPasskey(methods);
    }
}
