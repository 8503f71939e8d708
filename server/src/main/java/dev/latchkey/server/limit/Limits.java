package dev.latchkey.server.limit;

import dev.latchkey.db.Database;
import dev.latchkey.db.client.Client;
import dev.latchkey.db.limit.BackOff;
import dev.latchkey.db.limit.Network;
import dev.latchkey.db.limit.Quota;
import dev.latchkey.db.limit.RateLimits;
import dev.latchkey.db.limit.SignInFailures;
import dev.latchkey.db.sql.Ids;
import dev.latchkey.db.token.TokenFamilies;
import dev.latchkey.db.user.InvalidValueException;
import dev.latchkey.db.user.Username;
import dev.latchkey.server.settings.LimitSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Who may try now. A try is counted before it is made and taken back when it succeeds, so that no number of guesses at the
 * same time, on whatever server, is more than the limit. Names count whether there is such an account or not.
 */
public final class Limits {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

    private static final String PASSWORD = "password";
    private static final String REGISTRATION = "registration";
    private static final String CLIENT = "client";
    private static final List<String> LIMITS = List.of("address", "account", CLIENT, REGISTRATION);
    private static final String CLIENT_ADDRESS = "client address";

    /** The place of guesses at the old password by who is signed in: nobody else's are added to them. */
    private static final String SIGNED_IN = "signed in";

    /** As many names of clients count apart. */
    private static final int CLIENT_CELLS = 10_000;

    /** With the client's id after it: the place of all who come through a confidential client. */
    private static final String BEHIND = "client:";

    /** For this long a network counts as one that the owner signs in from. */
    private static final Duration LATELY = Duration.ofDays(30);

    private final RateLimits buckets;
    private final SignInFailures failures;
    private final TokenFamilies families;
    private final Refusals refusals = new Refusals();
    private final LimitSettings settings;
    private final MeterProvider<Counter> refused;

    public Limits(Database database, LimitSettings settings, MeterRegistry registry) {
        this.buckets = database.rateLimits();
        this.failures = database.signInFailures();
        this.families = database.families();
        this.settings = settings;
        this.refused = Counter.builder("latchkey.rate.limited")
                .description("Attempts that were over a limit")
                .withRegistry(registry);
        LIMITS.forEach(limit -> refused.withTag("limit", limit));
    }

    /**
     * Counts a try at a password, for the address that it comes from and for the account.
     *
     * @param username as it was sent
     * @param userId null when there is no such account
     * @param client through which the user comes; behind a confidential one all users may share its address
     * @throws RateLimitedException when address or account have to wait; nothing was counted
     */
    public Attempt signIn(String username, @Nullable UUID userId, Client client, String address) {
        String account = normalise(username);
        String network = network(address);
        boolean shared = client.confidential() && !settings.address().confidentialClients();
        Attempt atAddress = shared ? Attempt.UNCOUNTED : atAddress(network);
        BackOff backOff = settings.account().backOff().orElse(null);
        if (backOff == null) {
            return atAddress;
        }
        // Whoever guesses elsewhere does not keep its users out of a client whose users cannot be told apart by
        // address.
        String place = shared ? BEHIND + client.id() : SignInFailures.ANYWHERE;
        Duration wait = failures.begin(account, place, backOff);
        if (wait.isPositive() && !shared && isFamiliar(userId, network)) {
            // Whoever guesses from elsewhere does not keep the owner out.
            place = network;
            wait = failures.begin(account, place, backOff);
        }
        if (wait.isPositive()) {
            atAddress.takeBack();
            throw refuse("account", account, backOff.failures(), backOff.longestWait(), wait);
        }
        String counted = place;
        return new Attempt(() -> {
            failures.succeeded(account, counted);
            atAddress.takeBack();
        });
    }

    private Attempt atAddress(String network) {
        Quota quota = settings.address().quota().orElse(null);
        if (quota == null) {
            return Attempt.UNCOUNTED;
        }
        Duration wait = buckets.take(PASSWORD, network, quota);
        if (wait.isPositive()) {
            throw refuse("address", network, quota.count(), quota.window(), wait);
        }
        return settings.address().countSuccesses()
                ? Attempt.UNCOUNTED
                : new Attempt(() -> buckets.giveBack(PASSWORD, network, quota));
    }

    /** Looks as long for nobody as for somebody. */
    private boolean isFamiliar(@Nullable UUID userId, String network) {
        return families.existFrom(network, userId == null ? Ids.next() : userId, LATELY);
    }

    /**
     * Counts a try at the old password by somebody who is signed in.
     *
     * @throws RateLimitedException when they have to wait
     */
    public Attempt passwordChange(String username) {
        BackOff backOff = settings.account().backOff().orElse(null);
        if (backOff == null) {
            return Attempt.UNCOUNTED;
        }
        Duration wait = failures.begin(username, SIGNED_IN, backOff);
        if (wait.isPositive()) {
            throw refuse("account", username, backOff.failures(), backOff.longestWait(), wait);
        }
        return new Attempt(() -> failures.succeeded(username, SIGNED_IN));
    }

    /**
     * Counts a new account.
     *
     * @throws RateLimitedException when the address has made too many
     */
    public void registration(String address) {
        settings.registration().quota().ifPresent(quota -> spend(REGISTRATION, REGISTRATION, network(address), quota));
    }

    /**
     * Counts a client that did not prove who it is. The right secret never comes here: it works however often others
     * failed. Without a database a wrong secret is just wrong; nobody guesses 256 bits meanwhile.
     *
     * @throws RateLimitedException when that happened too often, from this address or to this client
     */
    public void clientFailed(String clientId, String address) {
        Quota quota = settings.client().quota().orElse(null);
        if (quota == null) {
            return;
        }
        try {
            spend(CLIENT, CLIENT_ADDRESS, network(address), quota);
            spend(CLIENT, CLIENT, cell(clientId), quota);
        } catch (DataAccessException e) {
            LOG.warn("Not counting the failures of clients: {}", e.getMessage());
        }
    }

    /**
     * Names are made up at no cost, so many share a bucket, those of clients as well as those of nobody: else the answer
     * would tell them apart. A client loses nothing by the failures of others.
     */
    private static String cell(String clientId) {
        return Integer.toString(Math.floorMod(clientId.hashCode(), CLIENT_CELLS));
    }

    /** Takes a token that is never given back. */
    private void spend(String limit, String kind, String name, Quota quota) {
        String who = kind + " " + name;
        Duration wait = refusals.remaining(who);
        if (wait.isZero()) {
            wait = buckets.take(kind, name, quota);
            if (wait.isPositive()) {
                refusals.add(who, wait);
            }
        }
        if (wait.isPositive()) {
            throw refuse(limit, name, quota.count(), quota.window(), wait);
        }
    }

    private RateLimitedException refuse(String limit, String name, int quota, Duration window, Duration wait) {
        LOG.info("Over the limit of {}: '{}' has to wait {} s", limit, shorten(name), wait.toSeconds());
        refused.withTag("limit", limit).increment();
        return new RateLimitedException(limit, quota, window, wait);
    }

    /** Nobody's name is longer, and the log is not a place to write at will. */
    private static String shorten(String name) {
        return name.length() > Username.MAX_LENGTH ? name.substring(0, Username.MAX_LENGTH) + "…" : name;
    }

    private static String network(String address) {
        return Network.around(Network.parseAddress(address)).toString();
    }

    /** What cannot be anybody's name counts as it is. */
    private static String normalise(String username) {
        try {
            return new Username(username).value();
        } catch (InvalidValueException e) {
            return username;
        }
    }
}
