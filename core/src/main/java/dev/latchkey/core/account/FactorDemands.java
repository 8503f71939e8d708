package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Transactions;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users of another system who had a second factor there that could not be imported: the next sign-in adds one. */
public final class FactorDemands {

    private final JdbcClient jdbc;
    private final Users users;
    private final AuditLog audit;
    private final Transactions transactions;

    public FactorDemands(JdbcClient jdbc, Users users, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.users = users;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Whether the next sign-in of a user has to add a factor. */
    public boolean isMadeOf(UUID userId) {
        return jdbc.sql("SELECT factor_required_at IS NOT NULL FROM users WHERE id = :id AND " + Primary.ONLY)
                .param("id", userId)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * Takes the demand back, so that the password is enough.
     *
     * @return false when there was none, empty when there is no such account
     */
    public Optional<Boolean> lift(UUID userId, Attribution by) {
        return transactions.in(() -> users.lock(userId).map(user -> {
            boolean lifted = jdbc.sql(
                                    "UPDATE users SET factor_required_at = NULL WHERE id = :id AND factor_required_at IS NOT NULL")
                            .param("id", userId)
                            .update()
                    == 1;
            if (lifted) {
                audit.record(
                        by,
                        "user.update",
                        userId,
                        user.username(),
                        Map.of(),
                        Changes.between(Map.of("factor_required", "true"), Map.of("factor_required", "false")));
            }
            return lifted;
        }));
    }
}
