package dev.latchkey.admin.doctor;

import dev.latchkey.core.account.EndChanges;
import java.time.Duration;
import java.util.Optional;

/** Checks accounts that end by themselves. */
final class AccountChecks {

    /** Enough time to ask whether an account is still needed. */
    private static final int SOON_DAYS = 14;

    private AccountChecks() {}

    /** Warns of accounts that end soon; empty when there are none. */
    static Optional<Finding> ends(EndChanges ends) {
        return ends.findEnding(Duration.ofDays(SOON_DAYS))
                .map(ending -> Finding.warn(
                        "accounts",
                        (ending.accounts() == 1 ? "1 account ends" : ending.accounts() + " accounts end") + " within "
                                + SOON_DAYS + " days, the first at " + ending.first()
                                + ": 'latchkey user list --expiring "
                                + SOON_DAYS + "d' lists them"));
    }
}
