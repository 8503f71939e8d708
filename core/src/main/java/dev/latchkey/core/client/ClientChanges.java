package dev.latchkey.core.client;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.EndedSessions;
import dev.latchkey.core.session.SessionSelection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes of clients, each one transaction with the tokens that end with it and its audit row. */
public final class ClientChanges {

    private final Clients clients;
    private final BrowserSessions sessions;
    private final TokenFamilies families;
    private final AuditLog audit;
    private final Transactions transactions;

    public ClientChanges(
            Clients clients,
            BrowserSessions sessions,
            TokenFamilies families,
            AuditLog audit,
            Transactions transactions) {
        this.clients = clients;
        this.sessions = sessions;
        this.families = families;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Changes of many clients at once. */
    public ClientBatch batch() {
        return new ClientBatch(clients, this, audit);
    }

    /**
     * Changes what a client may do.
     *
     * @param change applied to the client as it is at that moment, with its row locked; the client id and
     *     whether it is confidential stay as they are
     * @return false when it was so already, empty when there is no such client
     * @throws IllegalArgumentException when a document describes the client, or it may not be what the change makes of it
     */
    public Optional<Boolean> update(UUID id, UnaryOperator<NewClient> change, Attribution by) {
        return transactions.in(() -> clients.lock(id).map(client -> {
            if (client.kind() == ClientKind.DOCUMENT) {
                throw new IllegalArgumentException("The client is as its document says, and cannot be changed here.");
            }
            NewClient changed = change.apply(client.settings());
            Changes changes = Changes.between(ClientFields.of(client.settings()), ClientFields.of(changed));
            if (!changes.isEmpty()) {
                clients.update(id, changed);
                if (changed.authentication().trustsLess(client.authentication())) {
                    clients.rejectOlderTokens(id);
                }
                if (client.hasSecret() && !changed.hasSecret()) {
                    // So that it is not good again when the client goes back to secrets.
                    clients.endSecrets(id, Duration.ZERO);
                }
                audit.record(by, "client.update", id, client.clientId(), Map.of(), changes);
            }
            return !changes.isEmpty();
        }));
    }

    /**
     * The result of removing trusts.
     *
     * @param changed false when there was none
     */
    public record TrustsRemoved(boolean changed, Revocation revocation) {}

    /**
     * Removes trusts of a client. The access tokens that it got for itself or by exchanges until now are revoked: which of
     * them came from those trusts is not known.
     *
     * @return empty when there is no such client
     * @throws IllegalArgumentException when a document describes the client
     */
    public Optional<TrustsRemoved> removeTrusts(UUID id, Predicate<ClientTrust> which, Attribution by) {
        return transactions.in(() -> clients.lock(id).map(client -> {
            boolean changed = update(id, before -> without(before, which), by).orElse(false);
            return new TrustsRemoved(changed, changed ? endedWith(client) : Revocation.NONE);
        }));
    }

    private static NewClient without(NewClient client, Predicate<ClientTrust> which) {
        ClientAuthentication authentication = client.authentication();
        return client.toBuilder()
                .authentication(authentication.withTrusts(
                        authentication.trusts().stream().filter(which.negate()).toList()))
                .build();
    }

    /**
     * Gives a client that has a secret another one.
     *
     * @param secretHash made by {@link ClientSecret#hash}
     * @param overlap for how long the secrets that it has are still good
     * @return false when there is no such client, or none with a secret
     */
    public boolean rotateSecret(UUID id, byte[] secretHash, Duration overlap, Attribution by) {
        return transactions.in(() -> {
            Optional<Client> client = clients.lock(id).filter(Client::hasSecret);
            client.ifPresent(found -> {
                clients.endSecrets(id, overlap);
                clients.insertSecret(id, secretHash);
                audit.record(by, "client.secret", id, found.clientId(), Map.of("overlap", overlap.toString()));
            });
            return client.isPresent();
        });
    }

    /**
     * The result of disabling a client.
     *
     * @param changed false when the client was disabled already
     */
    public record Disabled(boolean changed, Revocation revocation) {}

    /** Disables a client and revokes everything that it was given; empty when there is no such client. */
    public Optional<Disabled> disable(Client client, Attribution by) {
        return transactions.in(() -> clients.lock(client.id()).map(found -> {
            Disabled disabled = disableLocked(client);
            if (disabled.changed() || disabled.revocation().families() > 0) {
                audit.record(
                        by,
                        "client.disable",
                        client.id(),
                        client.clientId(),
                        disabled.revocation().details());
            }
            return disabled;
        }));
    }

    /** What {@link #disable} would do; takes no locks. */
    public Disabled countDisabled(Client client) {
        boolean changed = !client.isDisabled();
        Revocation own = changed ? endedWith(client) : Revocation.NONE;
        return new Disabled(changed, own.and(families.countAllOfClient(client.id())));
    }

    /** As {@link #disable}, in the transaction of the caller, who writes the audit row. */
    Disabled disableAtOnce(Client client) {
        return clients.lock(client.id())
                .map(found -> disableLocked(client))
                .orElseThrow(() -> new IllegalStateException("The client is gone"));
    }

    private Disabled disableLocked(Client client) {
        boolean changed = clients.markDisabled(client.id());
        Revocation revocation = changed ? endedWith(client) : Revocation.NONE;
        revocation = revocation.and(families.revokeAllOfClient(client.id(), "client_disabled"));
        if (changed || revocation.families() > 0) {
            clients.rejectOlderTokens(client.id());
        }
        return new Disabled(changed, revocation);
    }

    /** The access tokens that a client may have got for itself, which are not counted. */
    private Revocation endedWith(Client client) {
        return new Revocation(0, clients.ownTokensUntil(client.id()).orElse(null));
    }

    /**
     * Enables a client again. Revoked tokens stay revoked.
     *
     * @return false when it was not disabled, empty when there is no such client
     */
    public Optional<Boolean> enable(Client client, Attribution by) {
        return transactions.in(() -> clients.lock(client.id()).map(found -> {
            boolean changed = clients.markEnabled(client.id());
            if (changed) {
                audit.record(by, "client.enable", client.id(), client.clientId());
            }
            return changed;
        }));
    }

    /** Deletes a client and revokes everything that it was given; empty when it was gone already. */
    public Optional<Revocation> delete(Client client, Attribution by) {
        return transactions.in(() -> {
            // Waits for sign-ins that are about to begin a family, and keeps others from it.
            if (clients.lock(client.id()).isEmpty()) {
                return Optional.empty();
            }
            Revocation revocation = endedWith(client).and(families.revokeAllOfClient(client.id(), "client_deleted"));
            families.revokeOver(client.id(), "client_deleted");
            clients.delete(client.id());
            audit.record(by, "client.delete", client.id(), client.clientId(), revocation.details());
            return Optional.of(revocation);
        });
    }

    /** Revokes all tokens of a client and leaves the client enabled; does nothing when the client was deleted. */
    public Revocation revokeTokens(Client client, Attribution by) {
        return transactions.in(() -> {
            if (clients.lock(client.id()).isEmpty()) {
                return Revocation.NONE;
            }
            clients.rejectOlderTokens(client.id());
            Revocation revocation = endedWith(client).and(families.revokeAllOfClient(client.id(), "administrator"));
            audit.record(by, "token.revoke", client.id(), client.clientId(), revocation.details());
            return revocation;
        });
    }

    /** What {@link #revokeTokens} or {@link #delete} would revoke; takes no locks. */
    public Revocation countTokens(Client client) {
        return endedWith(client).and(families.countAllOfClient(client.id()));
    }

    /** Ends every browser session, and revokes everything that any client was given. */
    public Revocation revokeAllTokens(Attribution by) {
        return transactions.in(() -> {
            int ended = sessions.many()
                    .end(SessionSelection.ALL, "administrator")
                    .map(EndedSessions::count)
                    .orElse(0);
            clients.rejectOlderTokens();
            Revocation revocation = endedWithAll().and(families.revokeAll("administrator"));
            audit.record(by, "token.revoke", null, null, revocation.details(ended));
            return revocation;
        });
    }

    /** What {@link #revokeAllTokens} would revoke; takes no locks. */
    public Revocation countAllTokens() {
        return endedWithAll().and(families.countAll());
    }

    private Revocation endedWithAll() {
        return new Revocation(0, clients.ownTokensUntil().orElse(null));
    }
}
