package dev.latchkey.server.limit;

import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.SignInFailures;
import java.time.Duration;
import java.util.Optional;

/** One try at the old password by a signed-in user. The tries of other callers count apart. */
final class PasswordChangeLimit implements Limit {

    private static final String SIGNED_IN = "signed in";

    private final SignInFailures failures;
    private final Refusals refusals;
    private final Optional<BackOff> backOff;
    private final String username;

    PasswordChangeLimit(SignInFailures failures, Refusals refusals, Optional<BackOff> backOff, String username) {
        this.failures = failures;
        this.refusals = refusals;
        this.backOff = backOff;
        this.username = username;
    }

    @Override
    public void askMemory() {
        backOff.map(this::bound).ifPresent(refusals::repeatUnlessDoubtful);
    }

    @Override
    public Attempt count() {
        return backOff.map(this::count).orElse(Attempt.UNCOUNTED);
    }

    private Attempt count(BackOff waits) {
        Bound bound = bound(waits);
        Duration wait = failures.begin(username, SIGNED_IN, waits);
        if (wait.isPositive()) {
            throw refusals.refuse(bound, wait);
        }
        refusals.forget(bound);
        return new Attempt(() -> {
            failures.succeeded(username, SIGNED_IN);
            refusals.forget(bound);
        });
    }

    private Bound bound(BackOff waits) {
        return Bound.account(username, SIGNED_IN, waits);
    }
}
