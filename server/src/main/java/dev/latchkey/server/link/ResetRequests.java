package dev.latchkey.server.link;

import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.outbox.Courier;
import dev.latchkey.server.page.Letter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the account that a link for a new password was asked for. This happens after the answer: so that answer takes the
 * same time for every account and for none.
 */
public final class ResetRequests implements Courier {

    /** The kind of a request; its address is what a person typed. */
    static final String KIND = "reset-request";

    private static final Logger LOG = LoggerFactory.getLogger(ResetRequests.class);

    private final Recovery recovery;
    private final Outbox outbox;
    private final Limits limits;

    public ResetRequests(Recovery recovery, Outbox outbox, Limits limits) {
        this.recovery = recovery;
        this.outbox = outbox;
        this.limits = limits;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public void deliver(Message message) {
        Message.Content request = message.content();
        Optional<Account> account = recovery.findByNameOrAddress(Objects.requireNonNull(request.address()));
        if (account.isEmpty() || account.get().address() == null) {
            LOG.info("No account can get the link for a new password that was asked for");
            return;
        }
        try {
            // By address and by name, an account is asked for in several ways.
            limits.letterToAccount(account.get().userId());
        } catch (RateLimitedException e) {
            LOG.info("The account {} gets no more letters now", account.get().userId());
            return;
        }
        outbox.add(Message.Content.letter(
                Letter.Kind.PASSWORD_RESET.key(),
                account.get().userId(),
                account.get().address(),
                request.language()));
    }
}
