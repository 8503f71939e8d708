package dev.latchkey.server.limit;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.Quota;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.server.settings.LimitSettings;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One sign-in: for the address that it comes from, and for the account. */
final class SignInLimit implements Limit {

    private static final String PASSWORD = "password";

    /** With the client's id after it: the place of all sign-ins through a confidential client. */
    private static final String BEHIND = "client:";

    /** For this long a network counts as one that the owner signs in from. */
    private static final Duration LATELY = Duration.ofDays(30);

    private final Database database;
    private final Refusals refusals;
    private final String account;
    private final @Nullable UUID userId;
    private final String network;
    private final boolean countSuccesses;
    private final boolean complete;

    /** Null when addresses are not limited, or not this one because all users of a client share it. */
    private final @Nullable Quota quota;

    private final @Nullable BackOff backOff;

    /** Null where the users of the client can be told apart by address. */
    private final @Nullable String behind;

    SignInLimit(
            Database database,
            Refusals refusals,
            LimitSettings settings,
            String account,
            @Nullable UUID userId,
            @Nullable Client client,
            String network,
            boolean complete) {
        this.database = database;
        this.refusals = refusals;
        this.account = account;
        this.userId = userId;
        this.network = network;
        this.complete = complete;
        this.behind =
                client != null && client.confidential() && !settings.address().confidentialClients()
                        ? BEHIND + client.id()
                        : null;
        this.quota = behind == null ? settings.address().quota().orElse(null) : null;
        this.countSuccesses = settings.address().countSuccesses();
        this.backOff = settings.account().backOff().orElse(null);
    }

    @Override
    public void askMemory() {
        if (quota != null) {
            refusals.repeatUnlessDoubtful(Bound.of("address", network, quota));
        }
        if (backOff != null) {
            refusals.repeatUnlessDoubtful(atAccount(backOff));
        }
    }

    @Override
    public Attempt count() {
        Attempt address = quota == null ? Attempt.UNCOUNTED : countAddress(quota);
        return backOff == null ? address : countAccount(backOff, address);
    }

    private Attempt countAddress(Quota quota) {
        Bound bound = Bound.of("address", network, quota);
        Duration wait = database.rateLimits().take(PASSWORD, network, quota);
        if (wait.isPositive()) {
            throw refusals.refuse(bound, wait);
        }
        refusals.forget(bound);
        return countSuccesses
                ? Attempt.UNCOUNTED
                : new Attempt(() -> {
                    database.rateLimits().giveBack(PASSWORD, network, quota);
                    refusals.forget(bound);
                });
    }

    private Attempt countAccount(BackOff backOff, Attempt address) {
        SignInFailures failures = database.signInFailures();
        // The users of such a client cannot be told apart by address. Its failures count apart from others, so that
        // an attacker elsewhere does not lock them out.
        String place = behind == null ? SignInFailures.ANYWHERE : behind;
        Duration wait = failures.begin(account, place, backOff);
        if (wait.isPositive() && behind == null && isFamiliar()) {
            // An attacker on another network does not lock out the owner of the account.
            place = network;
            wait = failures.begin(account, place, backOff);
        }
        Bound bound = atAccount(backOff);
        if (wait.isPositive()) {
            address.takeBack();
            throw refusals.refuse(bound, wait);
        }
        refusals.forget(bound);
        String counted = place;
        return new Attempt(() -> {
            if (complete) {
                failures.succeeded(account, counted);
            } else {
                failures.takeBack(account, counted);
            }
            refusals.forget(bound);
            address.takeBack();
        });
    }

    /** From other networks the user may still sign in. */
    private Bound atAccount(BackOff backOff) {
        return Bound.account(account, behind == null ? network : behind, backOff);
    }

    /** Runs the same query for unknown users, so that timing does not reveal whether an account exists. */
    private boolean isFamiliar() {
        return database.families().existFrom(network, userId == null ? Ids.next() : userId, LATELY);
    }
}
