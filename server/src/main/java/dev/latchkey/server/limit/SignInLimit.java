package dev.latchkey.server.limit;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.Bucket;
import dev.latchkey.core.limit.Quota;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.core.limit.SignInFailures.Waits;
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
    private final SignInFailures failures;
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
        this.failures = database.signInFailures();
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
        Bucket bucket = quota == null ? null : new Bucket(PASSWORD, network, quota);
        // The users of a confidential client cannot be told apart by address. Its failures count apart from others: an
        // attacker elsewhere does not lock them out.
        String place = behind == null ? SignInFailures.ANYWHERE : behind;
        if (backOff == null) {
            return bucket == null ? Attempt.UNCOUNTED : countAddress(bucket);
        }
        if (bucket == null) {
            return countAccount(backOff, place, failures.begin(account, place, backOff), null);
        }
        Waits waits = failures.begin(bucket, account, place, backOff);
        refuseUnlessZero(waits.address(), bucket);
        return countAccount(backOff, place, waits.account(), bucket);
    }

    private Attempt countAddress(Bucket bucket) {
        refuseUnlessZero(database.rateLimits().take(PASSWORD, network, bucket.quota()), bucket);
        return new Attempt(() -> giveBack(bucket));
    }

    private void refuseUnlessZero(Duration wait, Bucket bucket) {
        Bound bound = Bound.of("address", network, bucket.quota());
        if (wait.isPositive()) {
            throw refusals.refuse(bound, wait);
        }
        refusals.forget(bound);
    }

    private Attempt countAccount(BackOff backOff, String first, Duration firstWait, @Nullable Bucket bucket) {
        String place = first;
        Duration wait = firstWait;
        if (wait.isPositive() && behind == null && isFamiliar()) {
            // An attacker on another network does not lock out the owner of the account.
            place = network;
            wait = failures.begin(account, place, backOff);
        }
        Bound bound = atAccount(backOff);
        if (wait.isPositive()) {
            giveBack(bucket);
            throw refusals.refuse(bound, wait);
        }
        refusals.forget(bound);
        String counted = place;
        return new Attempt(() -> {
            takeBack(counted, bucket);
            refusals.forget(bound);
        });
    }

    private void takeBack(String place, @Nullable Bucket bucket) {
        if (complete && bucket != null && !countSuccesses) {
            failures.succeeded(bucket, account, place);
            refusals.forget(Bound.of("address", network, bucket.quota()));
            return;
        }
        if (complete) {
            failures.succeeded(account, place);
        } else {
            failures.takeBack(account, place);
        }
        giveBack(bucket);
    }

    private void giveBack(@Nullable Bucket bucket) {
        if (bucket != null && !countSuccesses) {
            database.rateLimits().giveBack(PASSWORD, network, bucket.quota());
            refusals.forget(Bound.of("address", network, bucket.quota()));
        }
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
