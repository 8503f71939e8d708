package dev.latchkey.server.limit;

import dev.latchkey.core.limit.Network;
import dev.latchkey.core.limit.Quota;
import dev.latchkey.core.limit.RateLimits;
import dev.latchkey.server.http.RateLimitedException;
import java.time.Duration;

/** Tokens that are not given back by themselves, of all servers, with a memory of who has none. */
final class Buckets {

    private final RateLimits tokens;
    private final Refusals refusals;

    Buckets(RateLimits tokens, Refusals refusals) {
        this.tokens = tokens;
        this.refusals = refusals;
    }

    /**
     * Takes a token.
     *
     * @param limit that it is of
     * @param kind what is counted; a limit may count several kinds
     * @param name whose token it is
     * @throws RateLimitedException when there is none
     */
    void spend(String limit, String kind, String name, Quota quota) {
        Duration wait = take(limit, kind, name, quota);
        if (wait.isPositive()) {
            throw refusals.refusal(Bound.of(limit, name, quota), wait);
        }
    }

    /** The same, and returns how long there will be none; zero when there was one. */
    Duration take(String limit, String kind, String name, Quota quota) {
        Bound bound = Bound.of(limit, name, quota);
        Duration known = refusals.left(bound);
        if (known.isPositive()) {
            return known;
        }
        Duration wait = tokens.take(kind, name, quota);
        if (wait.isPositive()) {
            refusals.remember(bound, wait);
        }
        return wait;
    }

    /** The name by which an address counts. */
    static String network(String address) {
        return Network.around(Network.parseAddress(address)).toString();
    }
}
