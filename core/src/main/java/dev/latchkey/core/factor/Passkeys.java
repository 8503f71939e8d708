package dev.latchkey.core.factor;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code passkeys}. {@link PasskeyChanges} adds and removes. */
public final class Passkeys {

    /** The most passkeys of one user. */
    public static final int MOST = 20;

    /** For how long a challenge is good, and so for how long an answered one is remembered. */
    public static final Duration CHALLENGE_LIFETIME = Duration.ofMinutes(15);

    /** The most sign-ins with one passkey in that time. */
    private static final int MOST_USES = 100;

    private final JdbcClient jdbc;

    public Passkeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Finds a passkey by the id of its credential. */
    public Optional<StoredPasskey> find(byte[] credentialId) {
        return jdbc.sql("""
                SELECT p.credential_id, p.public_key, p.counter, p.aaguid, p.backup_eligible, p.user_id,
                       u.username, u.credential_version, u.disabled_at IS NOT NULL OR (u.valid_until <= now()) IS TRUE AS disabled
                  FROM passkeys p JOIN users u ON u.id = p.user_id
                 WHERE p.credential_id = :id AND
                """ + Primary.ONLY)
                .param("id", credentialId)
                .query((row, number) -> new StoredPasskey(
                        row.getBytes("credential_id"),
                        row.getBytes("public_key"),
                        row.getLong("counter"),
                        row.getObject("aaguid", UUID.class),
                        row.getBoolean("backup_eligible"),
                        row.getObject("user_id", UUID.class),
                        row.getString("username"),
                        row.getInt("credential_version"),
                        row.getBoolean("disabled")))
                .optional();
    }

    /** The passkeys of a user, the oldest first. */
    public List<Passkey> list(UUID userId) {
        return jdbc.sql("""
                SELECT credential_id, transports, backed_up, name, created_at, last_used_at
                  FROM passkeys
                 WHERE user_id = :user AND %s
                 ORDER BY created_at, credential_id
                """.formatted(Primary.ONLY))
                .param("user", userId)
                .query(Passkeys::map)
                .list();
    }

    private static Passkey map(ResultSet row, int number) throws SQLException {
        Array transports = row.getArray("transports");
        Timestamp used = row.getTimestamp("last_used_at");
        return new Passkey(
                row.getBytes("credential_id"),
                List.of((String[]) transports.getArray()),
                row.getBoolean("backed_up"),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant(),
                used == null ? null : used.toInstant());
    }

    /**
     * A signature that was verified.
     *
     * @param challenge the id of what was signed
     * @param counter of the device, with this signature
     */
    public record Use(StoredPasskey passkey, UUID challenge, long counter, boolean backedUp) {}

    /**
     * Uses a signature up. One statement compares and moves, so of several requests at once, on whichever servers, one
     * wins.
     *
     * @param now by which challenges are made
     * @return false when the challenge was answered already, the counter of the device has not moved on (it may stay at 0:
     *     WebAuthn, section 6.1.1), the passkey is gone, or it was used too often in a short time
     */
    public boolean use(Use use, Instant now) {
        return jdbc.sql("""
                UPDATE passkeys
                   SET counter = :counter, backed_up = :backedUp, last_used_at = now(),
                       used_challenges = array_append(
                           ARRAY(SELECT c FROM unnest(used_challenges) c WHERE c >= :oldest), :challenge)
                 WHERE credential_id = :id AND user_id = :user
                   AND (counter < :counter OR (counter = 0 AND :counter = 0))
                   AND :challenge <> ALL (used_challenges)
                   AND (SELECT count(*) FROM unnest(used_challenges) c WHERE c >= :oldest) < :most
                """)
                        .param("counter", use.counter())
                        .param("backedUp", use.backedUp())
                        // Ids are ordered by time. A minute more, since this one is random within its millisecond.
                        .param("oldest", Ids.at(now.minus(CHALLENGE_LIFETIME).minusSeconds(60)))
                        .param("challenge", use.challenge())
                        .param("id", use.passkey().credentialId())
                        .param("user", use.passkey().userId())
                        .param("most", MOST_USES)
                        .update()
                == 1;
    }

    /** Adds one; false when there is one with its id, or the user has too many. Call it while the account is locked. */
    boolean insert(UUID userId, NewPasskey passkey) {
        return jdbc.sql("""
                INSERT INTO passkeys (credential_id, user_id, public_key, counter, transports, aaguid, backup_eligible,
                                      backed_up, name)
                SELECT :id, :user, :key, :counter, :transports, :aaguid, :eligible, :backedUp, :name
                 WHERE (SELECT count(*) FROM passkeys WHERE user_id = :user) < :most
                ON CONFLICT (credential_id) DO NOTHING
                """)
                        .param("id", passkey.credentialId())
                        .param("user", userId)
                        .param("key", passkey.publicKey())
                        .param("counter", passkey.counter())
                        .param("transports", passkey.transports().toArray(String[]::new))
                        .param("aaguid", passkey.aaguid())
                        .param("eligible", passkey.backupEligible())
                        .param("backedUp", passkey.backedUp())
                        .param("name", passkey.name())
                        .param("most", MOST)
                        .update()
                == 1;
    }

    /** Removes one; its name, or empty when the user has none with this id. Call it while the account is locked. */
    Optional<String> delete(UUID userId, byte[] credentialId) {
        return jdbc.sql("DELETE FROM passkeys WHERE credential_id = :id AND user_id = :user RETURNING name")
                .param("id", credentialId)
                .param("user", userId)
                .query(String.class)
                .optional();
    }

    /** Removes all of a user; how many. Call it while the account is locked. */
    int deleteAll(UUID userId) {
        return jdbc.sql("DELETE FROM passkeys WHERE user_id = :user")
                .param("user", userId)
                .update();
    }
}
