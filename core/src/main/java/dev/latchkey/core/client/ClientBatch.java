package dev.latchkey.core.client;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditEntry;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.jdbc.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes of many clients in the transaction of the caller: a few statements for all of them, and one audit row for each
 * client.
 */
public final class ClientBatch {

    /** How long the secret before is still good. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** What one statement takes. A client may have keys of 64 KB. */
    private static final int CHUNK = 500;

    private final Clients clients;
    private final ClientChanges changes;
    private final AuditLog audit;

    ClientBatch(Clients clients, ClientChanges changes, AuditLog audit) {
        this.clients = clients;
        this.changes = changes;
        this.audit = audit;
    }

    /** Keeps other transactions from changing clients until this one ends. Sign-ins go on. Call it before the reading. */
    public void lock() {
        clients.lockAll();
    }

    /** The hashes of the secrets that are good without an end, by the client's id. */
    public Map<UUID, SecretHash> findSecrets() {
        return clients.findLastingSecrets();
    }

    /** Those of these hashes whose secrets were replaced or ended before: none of them comes back. */
    public Set<SecretHash> findEnded(Collection<SecretHash> hashes) {
        return clients.findEnded(hashes);
    }

    /**
     * Makes changes. Call it when the clients are {@link #lock locked} and were read again since.
     *
     * @throws IllegalStateException when a client is not as the step says
     */
    public void make(List<ClientStep> steps, Attribution by) {
        List<ClientStep> kept = new ArrayList<>();
        for (ClientStep step : steps) {
            if (step.after() == null) {
                changes.delete(Objects.requireNonNull(step.before()), by);
            } else {
                kept.add(step);
            }
        }
        for (int from = 0; from < kept.size(); from += CHUNK) {
            new Chunk(kept.subList(from, Math.min(from + CHUNK, kept.size()))).make(by);
        }
    }

    /** The steps of one set of statements. */
    private final class Chunk {

        private final Map<UUID, ClientStep> steps = new LinkedHashMap<>();
        private final Map<UUID, NewClient> added = new LinkedHashMap<>();
        private final Map<UUID, NewClient> changed = new LinkedHashMap<>();
        private final Map<UUID, Map<String, String>> details = new HashMap<>();

        Chunk(List<ClientStep> list) {
            for (ClientStep step : list) {
                NewClient after = Objects.requireNonNull(step.after());
                Client before = step.before();
                UUID id = before == null ? Ids.next() : before.id();
                steps.put(id, step);
                if (before == null) {
                    added.put(id, after.requireNew());
                } else if (!Changes.between(ClientFields.of(before), ClientFields.of(after))
                        .isEmpty()) {
                    changed.put(id, after);
                }
            }
        }

        void make(Attribution by) {
            // First what ends tokens, while the client is as it was when they were issued.
            steps.forEach((id, step) -> {
                if (step.before() != null && Boolean.TRUE.equals(step.disabled())) {
                    details(id)
                            .putAll(changes.disableAtOnce(step.before())
                                    .revocation()
                                    .details());
                }
            });
            ClientStatements statements = clients.statements();
            require(added.size(), added.isEmpty() ? 0 : statements.insert(added));
            require(changed.size(), changed.isEmpty() ? 0 : statements.update(changed));
            List<UUID> trustingLess = ids(step -> step.before() != null
                    && Objects.requireNonNull(step.after())
                            .authentication()
                            .trustsLess(step.before().authentication()));
            if (!trustingLess.isEmpty()) {
                statements.rejectOlderTokens(trustingLess);
            }
            secrets(statements);
            List<UUID> disabled = ids(step -> step.before() == null && Boolean.TRUE.equals(step.disabled()));
            require(disabled.size(), disabled.isEmpty() ? 0 : statements.disable(disabled));
            List<UUID> enabled = ids(step -> step.before() != null && Boolean.FALSE.equals(step.disabled()));
            require(enabled.size(), enabled.isEmpty() ? 0 : statements.enable(enabled));
            Map<UUID, Instant> times = new LinkedHashMap<>();
            steps.forEach((id, step) -> {
                if (step.tokensNotBefore() != null) {
                    times.put(id, step.tokensNotBefore());
                }
            });
            if (!times.isEmpty()) {
                statements.rejectOlderTokens(times);
            }
            List<AuditEntry> entries = new ArrayList<>();
            steps.forEach((id, step) -> entries.add(entry(id, step)));
            audit.recordAll(by, entries);
        }

        private void secrets(ClientStatements statements) {
            // So that a secret is not good again when a client that has keys now goes back to secrets.
            List<UUID> lost = ids(step -> step.before() != null
                    && step.before().hasSecret()
                    && !Objects.requireNonNull(step.after()).hasSecret());
            if (!lost.isEmpty()) {
                statements.endSecrets(lost, Duration.ZERO);
            }
            List<UUID> replaced = ids(step -> step.before() != null && step.secretHash() != null);
            if (!replaced.isEmpty()) {
                statements.endSecrets(replaced, OVERLAP);
                replaced.forEach(id -> details(id).put("overlap", OVERLAP.toString()));
            }
            Map<UUID, SecretHash> hashes = new LinkedHashMap<>();
            steps.forEach((id, step) -> {
                if (step.secretHash() != null) {
                    hashes.put(id, step.secretHash());
                }
            });
            if (!hashes.isEmpty()) {
                statements.insertSecrets(hashes);
            }
        }

        private AuditEntry entry(UUID id, ClientStep step) {
            NewClient after = Objects.requireNonNull(step.after());
            Client before = step.before();
            Map<String, String> told = details(id);
            if (before == null) {
                told.putAll(ClientFields.given(after));
                states(step).forEach((name, value) -> told.put(name, String.valueOf(value)));
                return new AuditEntry("client.add", id, after.clientId(), told, Changes.NONE);
            }
            Map<String, @Nullable String> was = new HashMap<>(ClientFields.of(before));
            Map<String, @Nullable String> is = new HashMap<>(ClientFields.of(after));
            if (step.disabled() != null) {
                was.put("disabled", Boolean.toString(before.isDisabled()));
            }
            if (step.tokensNotBefore() != null) {
                was.put("tokens_not_before", Objects.toString(before.tokensNotBefore(), null));
            }
            is.putAll(states(step));
            return new AuditEntry(action(id, step), id, after.clientId(), told, Changes.between(was, is));
        }

        /** The name of the one change; of several it is an update. */
        private String action(UUID id, ClientStep step) {
            boolean settings = changed.containsKey(id) || step.tokensNotBefore() != null;
            if (!settings && step.disabled() == null) {
                return "client.secret";
            }
            if (settings || step.secretHash() != null) {
                return "client.update";
            }
            return Boolean.TRUE.equals(step.disabled()) ? "client.disable" : "client.enable";
        }

        private static Map<String, @Nullable String> states(ClientStep step) {
            Map<String, @Nullable String> states = new HashMap<>();
            if (step.disabled() != null) {
                states.put("disabled", step.disabled().toString());
            }
            if (step.tokensNotBefore() != null) {
                states.put("tokens_not_before", step.tokensNotBefore().toString());
            }
            return states;
        }

        private Map<String, String> details(UUID id) {
            return details.computeIfAbsent(id, none -> new HashMap<>());
        }

        private List<UUID> ids(Predicate<ClientStep> which) {
            return steps.entrySet().stream()
                    .filter(entry -> which.test(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private static void require(int expected, int rows) {
        if (rows != expected) {
            throw new IllegalStateException("A statement changed " + rows + " clients instead of " + expected);
        }
    }
}
