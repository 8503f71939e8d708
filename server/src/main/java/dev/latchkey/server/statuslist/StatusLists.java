package dev.latchkey.server.statuslist;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.latchkey.core.revocation.RevokedStatuses;
import dev.latchkey.core.revocation.StatusListRecords;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.PublishedDocument;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.settings.ServerSettings;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All Status Lists, in memory. {@link StatusListRefresher} keeps them up to date. While the database does not answer,
 * they stay as they were read last, with the {@code iat} and {@code exp} of that time.
 */
public final class StatusLists {

    private static final JOSEObjectType TYPE = new JOSEObjectType("statuslist+jwt");

    private final StatusListRecords records;
    private final KeyDirectory keys;
    private final ServerSettings settings;
    private final String base;

    /** By number. Replaced as a whole; the lists in it change and are safe for all threads. */
    private volatile NavigableMap<Long, StatusList> lists = new TreeMap<>();

    private volatile @Nullable PublishedDocument aggregation;

    /** Written after what it confirms. */
    private volatile Instant confirmedAt = Instant.EPOCH;

    public StatusLists(StatusListRecords records, KeyDirectory keys, ServerSettings settings) {
        this.records = records;
        this.keys = keys;
        this.settings = settings;
        this.base = settings.issuer().toString().replaceAll("/$", "") + Endpoint.STATUS_LISTS.path() + "/";
    }

    /**
     * The {@code status} claim of an access token: <a
     * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-6.2">section 6.2</a>.
     *
     * @param index of its family or client; null when it has none
     * @return empty without an index, or when status lists are switched off
     */
    public Optional<Map<String, Object>> claim(@Nullable Long index) {
        if (index == null || !settings.statusList().enabled()) {
            return Optional.empty();
        }
        StatusList list = list(StatusList.numberOf(index));
        return Optional.of(Map.of("status_list", Map.of("idx", list.place(index), "uri", list.uri())));
    }

    /**
     * The index that a {@code status} claim names.
     *
     * @param claim of a token that this server signed; null when it has none
     * @return null when it has none, or none that is here
     */
    public @Nullable Long index(@Nullable Object claim) {
        if (!(claim instanceof Map<?, ?> status)
                || !(status.get("status_list") instanceof Map<?, ?> reference)
                || !(reference.get("idx") instanceof Number place)
                || !(reference.get("uri") instanceof String uri)
                || !uri.startsWith(base)) {
            return null;
        }
        long number = Long.parseLong(uri.substring(base.length()));
        StatusList list = lists.get(number);
        return list == null ? null : list.index(number, place.intValue());
    }

    private StatusList list(long number) {
        StatusList list = lists.get(number);
        if (list == null) {
            // Only when nothing was heard of the database for as long as it took to fill two lists.
            open(number);
            list = lists.get(number);
        }
        return Objects.requireNonNull(list);
    }

    /** The token of a list; empty when there is no such list, or no longer. */
    public Optional<PublishedDocument> token(long number) {
        ServerSettings.StatusList setting = settings.statusList();
        return Optional.ofNullable(lists.get(number))
                .map(list -> list.token(confirmedAt, setting.ttl(), setting.lifetime(), this::sign));
    }

    private String sign(Payload payload) {
        return keys.sign(settings.token().signingAlgorithm(), TYPE, payload);
    }

    /**
     * The document with the URLs of all lists: <a
     * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-9.3">section 9.3</a>. Empty
     * until the first list is there.
     */
    public Optional<PublishedDocument> aggregation() {
        return Optional.ofNullable(aggregation);
    }

    /**
     * Updates the lists with what the database says.
     *
     * @param readAt not later than when it was read
     */
    synchronized void update(RevokedStatuses.Reading reading, Instant readAt) {
        long current = StatusList.numberOf(reading.newestIndex());
        // One list ahead, so that every server knows it before the first token names it.
        if (reading.complete() || !lists.containsKey(current + 1)) {
            open(current, current + 1);
        }
        Map<Long, BitSet> revoked = reading.revoked();
        if (reading.complete()) {
            lists.forEach((number, list) -> list.replace(revoked.getOrDefault(number, new BitSet())));
        } else {
            revoked.forEach((number, positions) -> list(number).add(positions));
        }
        confirmedAt = readAt;
    }

    /** Makes lists that are not there yet, and brings in what other servers made and what has ended. */
    private synchronized void open(long... numbers) {
        Map<Long, byte[]> seeds = records.findSeeds();
        boolean missing = false;
        for (long number : numbers) {
            if (!seeds.containsKey(number)) {
                records.create(number);
                missing = true;
            }
        }
        Map<Long, StatusList> known = lists;
        NavigableMap<Long, StatusList> opened = new TreeMap<>();
        (missing ? records.findSeeds() : seeds).forEach((number, seed) -> {
            StatusList list = known.get(number);
            // A row that a failover or a restore lost was made again with another seed.
            boolean isSame = list != null && list.hasSeed(seed);
            opened.put(number, isSame ? list : new StatusList(base + number, seed));
        });
        lists = opened;
        aggregation = PublishedDocument.json(JSONObjectUtils.toJSONString(Map.of(
                "status_lists", opened.values().stream().map(StatusList::uri).toList())));
    }
}
