package dev.latchkey.core.family;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Revoking families one by one, with their audit rows. */
public final class Revocations {

    private final TokenFamilies families;
    private final AuditLog audit;
    private final Transactions transactions;

    public Revocations(TokenFamilies families, AuditLog audit, Transactions transactions) {
        this.families = families;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Revokes these families in one transaction; those that had ended already change nothing. */
    public Revocation revoke(List<FamilyListing> listed, Attribution by) {
        return transactions.in(() -> listed.stream()
                .map(family -> {
                    Revocation revocation = families.revokeOne(family.id(), "administrator");
                    if (revocation.families() > 0) {
                        audit.record(by, "token.revoke", family.id(), family.username(), revocation.details());
                    }
                    return revocation;
                })
                .reduce(Revocation.NONE, Revocation::and));
    }

    /**
     * Revokes one family, as its client requests; false when it was revoked already and nothing changed. The number of audit
     * rows is bounded for each account.
     */
    public boolean revoke(UUID familyId, String reason, Attribution by) {
        return transactions.in(() -> {
            Optional<UUID> user = families.revoke(familyId, reason);
            user.ifPresent(id -> audit.recordBounded(by, "token.revoke", familyId, null, Map.of(), id));
            return user.isPresent();
        });
    }
}
