package dev.latchkey.server.limit;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.limit.Network;
import dev.latchkey.core.limit.Quota;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.settings.LimitSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The rate limits of attempts. An attempt is counted before it is made, and the count is taken back when it succeeds,
 * so that simultaneous guesses on several servers cannot exceed the limit. Unknown names are counted like known ones.
 */
public final class Limits {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

    private static final String REGISTRATION = "registration";
    private static final String PROFILE = "profile";
    private static final String PASSWORD_CHANGE = "password-change";
    private static final String LETTER = "letter";
    private static final String LETTER_ACCOUNT = "letter account";
    private static final String LETTER_NETWORK = "letter network";
    private static final String LETTER_SITE = "letter site";
    private static final String CLIENT = "client";
    private static final String CLIENT_ADDRESS = "client address";
    private static final String DEVICE = "device";
    private static final String USER_CODE = "user-code";
    private static final String PUSHED_REQUEST = "pushed-request";
    private static final String DOCUMENT = "document";
    private static final String DOCUMENT_HOST = "document host";

    /** As many names of clients count apart. */
    private static final int CLIENT_CELLS = 10_000;

    private final Database database;
    private final Refusals refusals;
    private final Buckets buckets;
    private final LimitSettings settings;

    public Limits(Database database, LimitSettings settings, MeterRegistry registry) {
        this.database = database;
        this.settings = settings;
        this.refusals = new Refusals(registry);
        this.buckets = new Buckets(database.rateLimits(), refusals);
    }

    /**
     * The limits of a sign-in.
     *
     * @param username as it was sent
     * @param userId null when there is no such account
     * @param client through which the user comes, null without one; behind a confidential one all users may share its
     *     address
     * @param complete whether the user has proved everything when the try succeeds. Else only its own count is taken
     *     back: with a right password, guesses at the second factor do not reset their own limit
     */
    public Limit signIn(
            String username, @Nullable UUID userId, @Nullable Client client, String address, boolean complete) {
        return new SignInLimit(
                database, refusals, settings, normalise(username), userId, client, Buckets.network(address), complete);
    }

    /**
     * Counts an attempt to change a password, successful or not.
     *
     * @throws RateLimitedException when the account had too many
     */
    public void passwordChange(UUID userId) {
        settings.passwordChange()
                .quota()
                .ifPresent(quota -> buckets.spend(PASSWORD_CHANGE, PASSWORD_CHANGE, userId.toString(), quota));
    }

    /**
     * Counts a letter that a visitor asks for.
     *
     * @param recipient the address, or the name of an account
     * @throws RateLimitedException when there were too many to the recipient, or from the address or its site
     */
    public void letter(String recipient, String address) {
        settings.letter()
                .networkQuota()
                .ifPresent(quota -> buckets.spend(LETTER, LETTER_NETWORK, Buckets.network(address), quota));
        settings.letter().siteQuota().ifPresent(quota -> buckets.spend(LETTER, LETTER_SITE, site(address), quota));
        settings.letter()
                .quota()
                .ifPresent(quota -> buckets.spend(LETTER, LETTER, "to " + normalise(mailbox(recipient)), quota));
    }

    /** Without what many relays ignore: the part after a plus sign. */
    private static String mailbox(String recipient) {
        int plus = recipient.indexOf('+');
        int at = recipient.lastIndexOf('@');
        return plus > 0 && plus < at ? recipient.substring(0, plus) + recipient.substring(at) : recipient;
    }

    /**
     * Counts a letter with a link to an account.
     *
     * @throws RateLimitedException when the account had too many
     */
    public void letterToAccount(UUID userId) {
        settings.letter().quota().ifPresent(quota -> buckets.spend(LETTER, LETTER_ACCOUNT, userId.toString(), quota));
    }

    /** The limit of a try at the old password by a signed-in user. */
    public Limit oldPassword(String username) {
        return new PasswordChangeLimit(
                database.signInFailures(), refusals, settings.account().backOff(), username);
    }

    /**
     * Counts an attempt to create an account, successful or not.
     *
     * @throws RateLimitedException when there were too many from the address
     */
    public void registration(String address) {
        settings.registration()
                .quota()
                .ifPresent(quota -> buckets.spend(REGISTRATION, REGISTRATION, Buckets.network(address), quota));
    }

    /**
     * Counts a change of an account's profile by its owner: each is a row of the audit log.
     *
     * @throws RateLimitedException when the account has made too many
     */
    public void profileChange(String username) {
        settings.profile().quota().ifPresent(quota -> buckets.spend(PROFILE, PROFILE, username, quota));
    }

    /**
     * Counts a failed client authentication. The right secret never comes here: it works however often others failed.
     * Without a database a wrong secret is rejected uncounted; an attacker cannot guess 256 bits meanwhile.
     *
     * @throws RateLimitedException when that happened too often, from this address or to this client
     */
    public void clientFailed(String clientId, String address) {
        countFailure(address, cell(clientId));
    }

    /**
     * As above, where the request names no client.
     *
     * @throws RateLimitedException when that happened too often, from this address
     */
    public void clientFailed(String address) {
        countFailure(address, null);
    }

    /**
     * Refuses an address whose clients failed too often a moment ago, before a client is looked for in the database. One
     * request a second gets through, so that the failures of others do not keep a client out that is not in memory yet.
     *
     * @throws RateLimitedException for all others
     */
    public void clientUnknown(String address) {
        settings.client()
                .quota()
                .ifPresent(quota -> refusals.repeatUnlessDoubtful(Bound.of(CLIENT, Buckets.network(address), quota)));
    }

    private void countFailure(String address, @Nullable String cell) {
        Quota quota = settings.client().quota().orElse(null);
        if (quota == null) {
            return;
        }
        try {
            buckets.spend(CLIENT, CLIENT_ADDRESS, Buckets.network(address), quota);
            if (cell != null) {
                buckets.spend(CLIENT, CLIENT, cell, quota);
            }
        } catch (DataAccessException e) {
            LOG.warn("Not counting the failures of clients: {}", e.getMessage());
        }
    }

    /**
     * An attacker can make up names at no cost, so many names share a bucket. Known and unknown clients share them, so
     * that the answer does not tell them apart. A client loses nothing by the failures of others.
     */
    private static String cell(String clientId) {
        return Integer.toString(Math.floorMod(clientId.hashCode(), CLIENT_CELLS));
    }

    /**
     * Counts a device that asks to be signed in: each is a row.
     *
     * @throws RateLimitedException when there were too many of the client, or from the address
     */
    public void deviceAuthorization(Client client, String address) {
        LimitSettings.Device limit = settings.device();
        new ClientLimit(buckets, DEVICE, limit.addressQuota(), limit.clientQuota()).count(client, address);
    }

    /**
     * Counts an authorization request that a client pushes: each is a row.
     *
     * @throws RateLimitedException when there were too many of the client, or from the address
     */
    public void pushedRequest(Client client, String address) {
        LimitSettings.PushedRequest limit = settings.pushedRequest();
        new ClientLimit(buckets, PUSHED_REQUEST, limit.addressQuota(), limit.clientQuota()).count(client, address);
    }

    /**
     * Counts a user code as a wrong one; the caller takes that back when it is right.
     *
     * @param session of the browser
     * @throws RateLimitedException when there were too many in the session, or from the address
     */
    public Attempt userCode(UUID session, String address) {
        Quota quota = settings.userCode().quota().orElse(null);
        if (quota == null) {
            return Attempt.UNCOUNTED;
        }
        List<String> names = List.of(session.toString(), Buckets.network(address));
        names.forEach(name -> buckets.spend(USER_CODE, USER_CODE, name, quota));
        return new Attempt(() -> names.forEach(name -> database.rateLimits().giveBack(USER_CODE, name, quota)));
    }

    /**
     * Counts a document of a client that is about to be fetched.
     *
     * @throws RateLimitedException when there were too many from the host, or for the address
     */
    public void clientDocument(String host, String address) {
        settings.document()
                .quota()
                .ifPresent(quota -> buckets.spend(DOCUMENT, DOCUMENT, Buckets.network(address), quota));
        settings.document().hostQuota().ifPresent(quota -> buckets.spend(DOCUMENT, DOCUMENT_HOST, host, quota));
    }

    /** A site has 65,536 of the networks by which others are told apart. */
    private static String site(String address) {
        return Network.site(Network.parseAddress(address)).toString();
    }

    /** The name to count by: normalised like the names of accounts, or as sent when it cannot be a name. */
    public static String normalise(String username) {
        try {
            return new Username(username).value();
        } catch (InvalidValueException e) {
            return username;
        }
    }
}
