package dev.latchkey.resource;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which access tokens were revoked, from the lists that their issuer publishes
 * (<a href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21">Token Status List</a>). A list is
 * fetched when a token names it for the first time, and then in the background as often as it wants; until it expires the
 * last good one counts. Ask only about tokens whose signature, issuer and lifetime were checked.
 */
public final class StatusLists implements AutoCloseable {

    /** A Latchkey has one for each 262,144 sign-ins of the last month. */
    private static final int MAX_LISTS = 256;

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Issuer issuer;
    private final OnUnavailable onUnavailable;
    private final boolean requireStatus;
    private final Clock clock;
    private final Keys keys;
    private final ListLoader loader;
    private final Map<String, TrackedList> lists = new ConcurrentHashMap<>();
    private boolean closed;

    private StatusLists(Builder builder) {
        this.issuer = new Issuer(builder.issuer);
        this.onUnavailable = builder.onUnavailable;
        this.requireStatus = builder.requireStatus;
        this.clock = builder.clock;
        Documents documents = new Documents(FETCH_TIMEOUT);
        this.keys = new Keys(issuer, documents, FETCH_TIMEOUT);
        this.loader = new ListLoader(documents, keys, clock);
    }

    /**
     * The lists of an issuer.
     *
     * @param issuer its identifier, as it is in the {@code iss} claim: an http or https URL
     */
    public static Builder of(String issuer) {
        return new Builder(issuer);
    }

    /**
     * Looks a token up.
     *
     * @param claims all of an access token's, with numbers and objects as {@link Number} and {@link Map}
     * @return why it is to be refused, or empty when nothing is against it
     */
    public Optional<Refusal> refusal(Map<String, ?> claims) {
        if (!claims.containsKey("status")) {
            return requireStatus ? Optional.of(Refusal.invalid("The token has no status")) : Optional.empty();
        }
        if (!(claims.get("status") instanceof Map<?, ?> status)
                || !(status.get("status_list") instanceof Map<?, ?> reference)
                || !(reference.get("idx") instanceof Number index)
                || !(index instanceof Long || index instanceof Integer)
                || !(reference.get("uri") instanceof String uri)) {
            return Optional.of(Refusal.invalid("The status of the token is not a place in a status list"));
        }
        Optional<URI> own = issuer.own(uri);
        if (own.isEmpty()) {
            return Optional.of(Refusal.invalid("The status list of the token is not one of its issuer"));
        }
        Optional<StatusList> list = tracked(own.get())
                .flatMap(tracked -> tracked.list(PATIENCE))
                .filter(found -> found.isGoodAt(clock.instant()));
        return list.isPresent() ? refusal(list.get(), index.longValue()) : unavailable();
    }

    private static Optional<Refusal> refusal(StatusList list, long index) {
        OptionalInt status = list.at(index);
        if (status.isEmpty()) {
            return Optional.of(Refusal.invalid("The status list of the token is shorter than the token says"));
        }
        return status.getAsInt() == 0
                ? Optional.empty()
                : Optional.of(new Refusal(Refusal.Reason.REVOKED, "The token was revoked"));
    }

    private Optional<Refusal> unavailable() {
        return onUnavailable == OnUnavailable.ACCEPT
                ? Optional.empty()
                : Optional.of(Refusal.unavailable("Whether the token was revoked cannot be told at the moment"));
    }

    private Optional<TrackedList> tracked(URI uri) {
        TrackedList tracked = lists.get(uri.toString());
        return tracked == null ? track(uri) : Optional.of(tracked);
    }

    private synchronized Optional<TrackedList> track(URI uri) {
        TrackedList known = lists.get(uri.toString());
        if (known != null || closed || lists.size() >= MAX_LISTS) {
            return Optional.ofNullable(known);
        }
        TrackedList tracked = new TrackedList(uri, loader, () -> lists.remove(uri.toString()));
        lists.put(uri.toString(), tracked);
        tracked.keep();
        return Optional.of(tracked);
    }

    Issuer issuer() {
        return issuer;
    }

    Keys keys() {
        return keys;
    }

    /** Fetches nothing more; every token with a status is then one of which nothing is known. */
    @Override
    public synchronized void close() {
        closed = true;
        lists.values().forEach(TrackedList::close);
        lists.clear();
        keys.close();
    }

    /** The settings, each with its default. */
    public static final class Builder {

        private final String issuer;
        private OnUnavailable onUnavailable = OnUnavailable.REFUSE;
        private boolean requireStatus;
        private Clock clock = Clock.systemUTC();

        private Builder(String issuer) {
            this.issuer = issuer;
        }

        /** What to do when no good list can be had; by default the token is refused. */
        public Builder onUnavailable(OnUnavailable onUnavailable) {
            this.onUnavailable = onUnavailable;
            return this;
        }

        /**
         * Whether a token without a {@code status} is refused. By default it is accepted: the issuer signed it so, and
         * an attacker cannot remove the claim from a signed token.
         */
        public Builder requireStatus(boolean requireStatus) {
            this.requireStatus = requireStatus;
            return this;
        }

        /** Where the time is from. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Done.
         *
         * @throws IllegalArgumentException when the issuer is not an http or https URL
         */
        public StatusLists build() {
            return new StatusLists(this);
        }
    }
}
