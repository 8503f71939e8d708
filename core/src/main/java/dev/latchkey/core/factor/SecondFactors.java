package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code totp} and {@code recovery_codes}. Each code is good once: one conditional statement uses it up, so of
 * several requests at once, on whichever servers, one wins. {@link FactorChanges} adds and removes.
 */
public final class SecondFactors {

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    SecondFactors(JdbcClient jdbc, Outbox outbox, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * The authenticator app of an account.
     *
     * @param addedAt when the app was added
     * @param codesLeft how many recovery codes are unused
     */
    public record Factor(Instant addedAt, int codesLeft) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(UUID dataKeyId, byte[] secret) {

        byte[] open(Function<UUID, DataKey> keys, UUID userId) {
            return keys.apply(dataKeyId).open(secret, context(userId));
        }
    }

    /** The app of an account; empty when it has none. */
    public Optional<Factor> find(UUID userId) {
        return jdbc.sql("""
                SELECT created_at,
                       (SELECT count(*) FROM recovery_codes c WHERE c.user_id = t.user_id AND c.used_at IS NULL) AS codes_left
                  FROM totp t
                 WHERE user_id = :user AND
                """ + Primary.ONLY)
                .param("user", userId)
                .query((row, number) ->
                        new Factor(row.getTimestamp("created_at").toInstant(), row.getInt("codes_left")))
                .optional();
    }

    /** How many recovery codes of an account are unused. */
    public int countCodes(UUID userId) {
        return jdbc.sql("""
                SELECT count(*) FROM recovery_codes WHERE user_id = :user AND used_at IS NULL AND
                """ + Primary.ONLY)
                .param("user", userId)
                .query(Integer.class)
                .single();
    }

    /**
     * Opens the secret of an account's app, if there is one, and forgets it. Call it before a try counts, which our own
     * failure must not.
     *
     * @param keys as below; what it throws is thrown
     */
    public void checkReadable(UUID userId, Function<UUID, DataKey> keys) {
        findSealed(userId).ifPresent(row -> row.open(keys, userId));
    }

    private Optional<Sealed> findSealed(UUID userId) {
        return jdbc.sql("SELECT data_key_id, sealed_secret FROM totp WHERE user_id = :user")
                .param("user", userId)
                .query((row, number) ->
                        new Sealed(row.getObject("data_key_id", UUID.class), row.getBytes("sealed_secret")))
                .optional();
    }

    /**
     * Uses a code of the app up.
     *
     * @param keys opens the data key with an id
     * @return false when it is none of this user's app for this time, or this step or a later one was used already
     */
    public boolean useCode(UUID userId, String code, Instant now, Function<UUID, DataKey> keys) {
        OptionalLong step = findSealed(userId)
                .map(row -> Totp.step(row.open(keys, userId), code, now))
                .orElse(OptionalLong.empty());
        return step.isPresent()
                && jdbc.sql("UPDATE totp SET last_step = :step WHERE user_id = :user AND last_step < :step")
                                .param("step", step.getAsLong())
                                .param("user", userId)
                                .update()
                        == 1;
    }

    /**
     * Uses a recovery code up, and tells the user of it.
     *
     * @param username for the audit log
     * @return false when it is none of this user's, or was used already
     */
    public boolean useRecoveryCode(UUID userId, String username, String code, Attribution by) {
        return transactions.in(() -> {
            boolean used = jdbc.sql("""
                    UPDATE recovery_codes SET used_at = now() WHERE user_id = :user AND hash = :hash AND used_at IS NULL
                    """)
                            .param("user", userId)
                            .param("hash", RecoveryCodes.hash(code))
                            .update()
                    == 1;
            if (used) {
                Map<String, String> details = Map.of("codes_left", Integer.toString(countCodes(userId)));
                audit.record(by, "factor.recover", userId, username, details);
                outbox.notice(Notice.RECOVERY_CODE_USED, userId, by.language());
            }
            return used;
        });
    }

    /** Adds an app; false when the account has one. Call it while the account is locked. */
    boolean insert(UUID userId, byte[] secret, long step, DataKey key) {
        return jdbc.sql("""
                INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)
                VALUES (:user, :key, :secret, :step) ON CONFLICT (user_id) DO NOTHING
                """)
                        .param("user", userId)
                        .param("key", key.id())
                        .param("secret", key.seal(secret, context(userId)))
                        .param("step", step)
                        .update()
                == 1;
    }

    /** Puts new recovery codes in the place of all others. Call it while the account is locked. */
    List<String> replaceCodes(UUID userId) {
        deleteCodes(userId);
        List<String> codes = RecoveryCodes.generate();
        Rows.any(jdbc.sql("INSERT INTO recovery_codes (user_id, hash) SELECT :user, unnest(:hashes::bytea[])")
                .param("user", userId)
                .param("hashes", codes.stream().map(RecoveryCodes::hash).toArray(byte[][]::new))
                .update());
        return codes;
    }

    /** Makes recovery codes for an account that has no unused one, and none when it has some. Call it as above. */
    List<String> addMissingCodes(UUID userId) {
        return exists("SELECT FROM recovery_codes WHERE user_id = :user AND used_at IS NULL", userId)
                ? List.of()
                : replaceCodes(userId);
    }

    /** Whether an account has an app or a passkey. Call it while the account is locked. */
    boolean isThereAny(UUID userId) {
        return exists(
                "SELECT 1 FROM totp WHERE user_id = :user UNION ALL SELECT 1 FROM passkeys WHERE user_id = :user",
                userId);
    }

    private boolean exists(String query, UUID userId) {
        return jdbc.sql("SELECT EXISTS (" + query + ")")
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }

    /** Removes the app; false when there was none. Call it while the account is locked. */
    boolean delete(UUID userId) {
        return jdbc.sql("DELETE FROM totp WHERE user_id = :user")
                        .param("user", userId)
                        .update()
                == 1;
    }

    /** Removes the recovery codes of an account that has no factor any more. Call it while the account is locked. */
    void deleteCodesOfNothing(UUID userId) {
        if (!isThereAny(userId)) {
            deleteCodes(userId);
        }
    }

    private void deleteCodes(UUID userId) {
        Rows.any(jdbc.sql("DELETE FROM recovery_codes WHERE user_id = :user")
                .param("user", userId)
                .update());
    }

    /** The users whose secrets are sealed under a key, in the order of their ids. */
    List<UUID> usersUnder(UUID dataKeyId) {
        return jdbc.sql("SELECT user_id FROM totp WHERE data_key_id = :key ORDER BY user_id")
                .param("key", dataKeyId)
                .query((row, number) -> row.getObject("user_id", UUID.class))
                .list();
    }

    static byte[] context(UUID userId) {
        return ("totp " + userId).getBytes(StandardCharsets.US_ASCII);
    }
}
