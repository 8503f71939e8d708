package dev.latchkey.core.consent;

import dev.latchkey.core.consent.Consents.Withdrawal;
import dev.latchkey.core.family.Revocation;

/**
 * Any number of withdrawals together.
 *
 * @param consents how many there were
 */
public record Withdrawn(int consents, Revocation revocation) {

    public static final Withdrawn NONE = new Withdrawn(0, Revocation.NONE);

    /** This and another one. */
    public Withdrawn and(Withdrawal withdrawal) {
        return new Withdrawn(consents + (withdrawal.changed() ? 1 : 0), revocation.and(withdrawal.revocation()));
    }
}
