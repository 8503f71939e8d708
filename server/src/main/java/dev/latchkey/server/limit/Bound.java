package dev.latchkey.server.limit;

import dev.latchkey.core.account.Username;
import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.Quota;
import java.time.Duration;

/**
 * One limit of one user, client or address.
 *
 * @param limit its name: {@code address}, {@code account}, {@code client}, {@code registration}, {@code profile},
 *     {@code password-change}, {@code device}, {@code user-code}, {@code pushed-request}, {@code letter} or
 *     {@code document}
 * @param name of that user, client or address; cut to the longest valid name, so that callers cannot fill
 *     memory or the log
 * @param place where the name is refused, when that is not everywhere
 * @param quota how many tries the limit allows in {@code window}
 */
record Bound(String limit, String name, String place, int quota, Duration window) {

    Bound {
        if (name.length() > Username.MAX_LENGTH) {
            name = name.substring(0, Username.MAX_LENGTH) + "…";
        }
    }

    static Bound of(String limit, String name, Quota quota) {
        return new Bound(limit, name, "", quota.count(), quota.window());
    }

    static Bound account(String username, String place, BackOff backOff) {
        return new Bound("account", username, place, backOff.failures(), backOff.longestWait());
    }
}
