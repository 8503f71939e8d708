package dev.latchkey.core.key;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.KeyListing.State;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of keys: the next key is published before it signs, and a key is removed when nothing that it signed is valid any
 * more. Each change is one transaction with its audit rows; a second one at the same time waits.
 */
public final class KeyChanges {

    /** For what is not in the database and good for hours, such as the hidden fields of a form. */
    private static final Duration SHORTEST_RETIREMENT = Duration.ofDays(1);

    private final SigningKeys keys;
    private final Predicate<Instant> needed;
    private final AuditLog audit;
    private final Transactions transactions;
    private final KeySchedule schedule;
    private final @Nullable Provider provider;

    /** {@code needed} tells whether anything that an HMAC key made at a time, or before it, is still in use. */
    public KeyChanges(
            SigningKeys keys,
            Predicate<Instant> needed,
            AuditLog audit,
            Transactions transactions,
            KeySchedule schedule) {
        this(keys, needed, audit, transactions, schedule, null);
    }

    private KeyChanges(
            SigningKeys keys,
            Predicate<Instant> needed,
            AuditLog audit,
            Transactions transactions,
            KeySchedule schedule,
            @Nullable Provider provider) {
        this.keys = keys;
        this.needed = needed;
        this.audit = audit;
        this.transactions = transactions;
        this.schedule = schedule;
        this.provider = provider;
    }

    /** The same changes by another schedule. */
    public KeyChanges with(KeySchedule other) {
        return new KeyChanges(keys, needed, audit, transactions, other, provider);
    }

    /** The same changes, where this makes the pairs of keys; null for the provider that Java chooses. */
    public KeyChanges with(@Nullable Provider maker) {
        return new KeyChanges(keys, needed, audit, transactions, schedule, maker);
    }

    public KeySchedule schedule() {
        return schedule;
    }

    /**
     * Makes a key for each algorithm that has none, which signs at once. A key that would begin later than the schedule has
     * any, because the database's clock was ahead when it was made, begins when one that is made now would.
     *
     * @return how many keys were made, or begin earlier
     * @throws WrongMasterKeyException when {@code masterKey} does not open a key that is there
     */
    public int createMissing(MasterKey masterKey, Attribution by) {
        return change(() -> {
            checkTrusted(masterKey);
            List<KeyAlgorithm> missing = List.copyOf(keys.missing());
            missing.forEach(algorithm -> create(algorithm, masterKey, Duration.ZERO, by));
            List<UUID> late = keys.beginningAfter(schedule.pending().multipliedBy(2));
            late.forEach(id -> bringForward(keys.find(id).orElseThrow(), by));
            return missing.size() + late.size();
        });
    }

    private void bringForward(KeyListing late, Attribution by) {
        String name = late.algorithmName();
        Optional<KeyListing> active = current(name, State.ACTIVE);
        active.ifPresent(key ->
                audited("key.rotate", key, by, () -> keys.endAfter(key.id(), schedule.pending(), retired(name))));
        activate(late, active.isPresent() ? schedule.pending() : Duration.ZERO, by);
    }

    /**
     * Makes the next key of an algorithm. It is published now and signs when no cache can have a JWK Set without it.
     *
     * @throws WrongMasterKeyException when {@code masterKey} does not open a key that is there
     */
    public RotatedKey rotate(KeyAlgorithm algorithm, MasterKey masterKey, Attribution by) {
        return change(() -> {
            String name = algorithm.name();
            boolean changed = current(name, State.PENDING).isEmpty();
            if (changed) {
                checkTrusted(masterKey);
                Optional<KeyListing> active = current(name, State.ACTIVE);
                active.ifPresent(key -> audited(
                        "key.rotate", key, by, () -> keys.endAfter(key.id(), schedule.pending(), retired(name))));
                create(algorithm, masterKey, active.isPresent() ? schedule.pending() : Duration.ZERO, by);
            }
            Optional<KeyListing> active = current(name, State.ACTIVE);
            return new RotatedKey(
                    changed, current(name, State.PENDING).or(() -> active).orElseThrow(), active.orElse(null));
        });
    }

    /** Makes the next key of each algorithm whose key is old enough; says how many. */
    public int rotateDue(Supplier<MasterKey> masterKey, Attribution by) {
        if (schedule.rotateAfter().isZero()) {
            return 0;
        }
        return Math.toIntExact(keys.due(schedule.rotateAfter(), schedule.pending()).stream()
                .filter(algorithm -> rotate(algorithm, masterKey.get(), by).changed())
                .count());
    }

    /** Has the next key sign from now on, before its time, if it has been published for as long as the JWK Set is cached. */
    public Retirement retire(KeyListing key, Attribution by) {
        return change(() -> {
            State state = keys.find(key.id()).map(KeyListing::state).orElse(State.REVOKED);
            if (state != State.ACTIVE) {
                return state == State.PENDING ? Retirement.PENDING : Retirement.ALREADY;
            }
            Optional<KeyListing> next = current(key.algorithmName(), State.PENDING);
            if (next.isEmpty()) {
                return Retirement.NO_SUCCESSOR;
            }
            if (!keys.isPublishedFor(next.get().id(), schedule.cacheAge())) {
                return Retirement.SUCCESSOR_TOO_YOUNG;
            }
            audited("key.retire", key, by, () -> keys.endAfter(key.id(), Duration.ZERO, retired(key.algorithmName())));
            activate(next.get(), Duration.ZERO, by);
            return Retirement.RETIRED;
        });
    }

    /**
     * Revokes a key that an attacker may know: everything that it signed is rejected from now on. When it was the one
     * that signs, the next one signs at once, published or not. The revoked key is not opened for that.
     *
     * @param masterKey seals another key when there is none to take over; null when there is no master key. One that the
     *     servers may not have makes none
     */
    public KeyRevocation revoke(KeyListing key, @Nullable MasterKey masterKey, Attribution by) {
        return change(() -> {
            Optional<KeyListing> found = keys.find(key.id()).filter(one -> one.state() != State.REVOKED);
            found.ifPresent(one -> {
                audited("key.revoke", one, by, () -> {
                    if (one.state() != State.RETIRED) {
                        keys.endAfter(one.id(), Duration.ZERO, retired(one.algorithmName()));
                    }
                    keys.markRevoked(one.id());
                });
                replace(one, masterKey, by);
            });
            return new KeyRevocation(
                    found.isPresent(), found.flatMap(one -> current(one.algorithmName(), State.ACTIVE)));
        });
    }

    private void replace(KeyListing revoked, @Nullable MasterKey masterKey, Attribution by) {
        String name = revoked.algorithmName();
        switch (revoked.state()) {
            case ACTIVE -> current(name, State.PENDING).ifPresent(next -> activate(next, Duration.ZERO, by));
            case PENDING ->
                current(name, State.ACTIVE)
                        .ifPresent(active -> audited("key.reopen", active, by, () -> keys.reopen(active.id())));
            case RETIRED, REVOKED -> {}
        }
        KeyAlgorithm algorithm = revoked.algorithm();
        if (algorithm != null
                && masterKey != null
                && current(name, State.ACTIVE).isEmpty()
                && distrusts(masterKey).isEmpty()) {
            create(algorithm, masterKey, Duration.ZERO, by);
        }
    }

    /** How many keys {@link #removeEnded} would remove. */
    public int countEnded() {
        return Math.toIntExact(
                keys.ended().stream().filter(key -> !isNeeded(key)).count());
    }

    /** Removes the keys that nothing needs any more; says how many. */
    public int removeEnded(Attribution by) {
        return Math.toIntExact(
                keys.ended().stream().filter(key -> remove(key, by)).count());
    }

    private boolean remove(KeyListing key, Attribution by) {
        return change(() -> {
            boolean removed = !isNeeded(key) && keys.delete(key.id());
            if (removed) {
                audit.record(
                        by,
                        "key.remove",
                        key.id(),
                        key.algorithmName(),
                        Map.of(),
                        Changes.between(times(key), Map.of()));
            }
            return removed;
        });
    }

    /** Sessions may outlive the lifetimes that clients had when the key retired, so the rows decide. */
    private boolean isNeeded(KeyListing key) {
        return key.algorithm() == KeyAlgorithm.HS256
                && key.state() == State.RETIRED
                && key.activeUntil() != null
                && needed.test(key.activeUntil().plus(schedule.cacheAge()));
    }

    private <T> T change(Supplier<T> work) {
        return transactions.in(() -> {
            keys.lock();
            return work.get();
        });
    }

    private void checkTrusted(MasterKey masterKey) {
        distrusts(masterKey).ifPresent(id -> {
            throw new WrongMasterKeyException(id);
        });
    }

    private Optional<UUID> distrusts(MasterKey masterKey) {
        return keys.read(masterKey).distrusts(keys.list());
    }

    private void create(KeyAlgorithm algorithm, MasterKey masterKey, Duration pending, Attribution by) {
        UUID id = keys.insert(algorithm, provider, masterKey, pending);
        audit.record(
                by,
                "key.create",
                id,
                algorithm.name(),
                Map.of(),
                Changes.between(Map.of(), times(keys.find(id).orElseThrow())));
    }

    private void activate(KeyListing key, Duration pending, Attribution by) {
        audited("key.activate", key, by, () -> keys.activate(key.id(), pending));
    }

    /** Changes a key, and records its times before and after. */
    private void audited(String action, KeyListing key, Attribution by, Runnable change) {
        Map<String, @Nullable String> before = times(keys.find(key.id()).orElseThrow());
        change.run();
        Map<String, @Nullable String> after = times(keys.find(key.id()).orElseThrow());
        audit.record(by, action, key.id(), key.algorithmName(), Map.of(), Changes.between(before, after));
    }

    private static Map<String, @Nullable String> times(KeyListing key) {
        Map<String, @Nullable String> times = new HashMap<>();
        times.put("active_from", key.activeFrom().toString());
        times.put("active_until", Objects.toString(key.activeUntil(), null));
        times.put("published_until", Objects.toString(key.publishedUntil(), null));
        times.put("revoked_at", Objects.toString(key.revokedAt(), null));
        return times;
    }

    private Optional<KeyListing> current(String algorithm, State state) {
        return keys.list().stream()
                .filter(key -> key.algorithmName().equals(algorithm) && key.state() == state)
                .findFirst();
    }

    private Duration retired(String algorithm) {
        return algorithm.equals(KeyAlgorithm.HS256.name())
                ? longer(keys.longestIdle(), SHORTEST_RETIREMENT).plus(schedule.cacheAge())
                : schedule.retired();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
