package dev.latchkey.core.upkeep;

import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.EndedSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Ends browser sessions whose time is over, as a sign-out ends others: clients are told, and the token families without
 * {@code offline_access} are revoked (<a
 * href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BackchannelActions">OpenID Connect Back-Channel Logout
 * 1.0, section 2.7</a>). Any number of servers may do it at the same time.
 */
public final class ExpiredSessions {

    /** Looked through every few minutes, so it is short. */
    private static final Duration LATELY = Duration.ofHours(2);

    /** Longer than rows of sessions are kept. */
    private static final Duration EVER = Duration.ofDays(10_000);

    /** So few that the transaction does not hold its locks for long. */
    private static final int AT_ONCE = 1_000;

    private final BrowserSessions sessions;
    private final RelatedFamilies families;
    private final Transactions transactions;

    public ExpiredSessions(BrowserSessions sessions, RelatedFamilies families, Transactions transactions) {
        this.sessions = sessions;
        this.families = families;
        this.transactions = transactions;
    }

    /** Ends those that expired in the last two hours; says how many. */
    public int end() {
        return end(LATELY);
    }

    /** Ends also those that expired while no server ran. Call it before {@link #purge}. */
    int endAll() {
        return end(EVER);
    }

    private int end(Duration within) {
        int ended = 0;
        int last;
        do {
            last = transactions.in(() -> endSome(within));
            ended += last;
        } while (last == AT_ONCE);
        return ended;
    }

    private int endSome(Duration within) {
        List<EndedSession> ended = sessions.endExpired(within, AT_ONCE);
        if (!ended.isEmpty()) {
            Instant first = Collections.min(ended, Comparator.comparing(EndedSession::createdAt))
                    .createdAt();
            families.revokeOnline(
                    ended.stream().map(EndedSession::id).toList(),
                    ended.stream().map(EndedSession::userId).toList(),
                    first,
                    "session_expired");
        }
        return ended.size();
    }

    int countOver() {
        return sessions.countOver();
    }

    int purge(int limit) {
        return sessions.purge(limit);
    }
}
