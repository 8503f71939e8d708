package dev.latchkey.core.account;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.IdPrefix;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code users}: every statement on that table, those for many rows through {@link ManyUsers}. {@link
 * UserChanges} adds the audit event and the revocations of a change.
 */
public final class Users {

    static final String SELECT = """
            SELECT id, username, email, full_name, array_to_string(scopes, ' ') AS scope,
                   array_to_string(coalesce(own_scopes, scopes), ' ') AS own_scope, groups,
                   password_hash IS NOT NULL AS has_password, created_at, password_changed_at, disabled_at, valid_until,
                   (valid_until <= now()) IS TRUE AS expired
              FROM users
             WHERE
            """ + Primary.ONLY;

    private static final String CREDENTIALS = """
            SELECT id, username, array_to_string(scopes, ' ') AS scope, password_hash,
                   disabled_at IS NOT NULL OR (valid_until <= now()) IS TRUE AS closed, credential_version,
                   EXISTS (SELECT FROM totp t WHERE t.user_id = users.id)
                       OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = users.id) AS second_factor,
                   factor_required_at IS NOT NULL AS factor_required
              FROM users
             WHERE username = :username AND
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final ManyUsers many;
    private final People people;

    public Users(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.many = new ManyUsers(jdbc);
        this.people = new People(jdbc);
    }

    public Optional<User> find(UUID id) {
        return jdbc.sql(SELECT + " AND id = :id")
                .param("id", id)
                .query(Users::map)
                .optional();
    }

    public Optional<User> findByUsername(Username username) {
        return jdbc.sql(SELECT + " AND username = :username")
                .param("username", username.value())
                .query(Users::map)
                .optional();
    }

    /** Users whose id begins with {@code prefix}, at most {@code limit} of them. */
    public List<User> findByIdPrefix(IdPrefix prefix, int limit) {
        return jdbc.sql(SELECT + " AND id BETWEEN :first AND :last ORDER BY id LIMIT :limit")
                .param("first", prefix.first())
                .param("last", prefix.last())
                .param("limit", limit)
                .query(Users::map)
                .list();
    }

    /**
     * How many users letters reach.
     *
     * @param enabled accounts that are neither disabled nor expired
     * @param verified those of them with a verified address
     */
    public record Reach(long enabled, long verified) {}

    /** Counts the accounts. Reads the whole table. */
    public Reach countReach() {
        return jdbc.sql("SELECT count(*) AS enabled, count(email_verified_at) AS verified FROM users"
                        + " WHERE disabled_at IS NULL AND (valid_until > now()) IS NOT FALSE AND " + Primary.ONLY)
                .query((row, number) -> new Reach(row.getLong("enabled"), row.getLong("verified")))
                .single();
    }

    /** The one read that a sign-in does before it hashes. */
    public Optional<Credentials> findCredentials(Username username) {
        return jdbc.sql(CREDENTIALS)
                .param("username", username.value())
                .query((row, number) -> new Credentials(
                        row.getObject("id", UUID.class),
                        row.getString("username"),
                        Scopes.parse(row.getString("scope")),
                        row.getString("password_hash"),
                        row.getBoolean("closed"),
                        row.getInt("credential_version"),
                        row.getBoolean("second_factor"),
                        row.getBoolean("factor_required")))
                .optional();
    }

    /**
     * Hands the users to {@code consumer} in the order of their names, one at a time: the answer is never in memory as
     * a whole. Call it in a transaction, else the driver reads everything first.
     */
    public void forEach(UserFilter filter, Consumer<User> consumer) {
        new UserListings(jdbc).forEach(filter, consumer);
    }

    /** Adds an account; empty when the name is taken. */
    Optional<UUID> insert(
            Username username,
            Profile profile,
            Scopes scopes,
            @Nullable String passwordHash,
            @Nullable Instant validUntil) {
        username.requireNew();
        UUID id = Ids.next();
        int rows = jdbc.sql("""
                INSERT INTO users (id, username, email, full_name, password_hash, password_changed_at, scopes, valid_until)
                VALUES (:id, :username, :email, :fullName, :hash, CASE WHEN :hash::text IS NULL THEN NULL ELSE now() END,
                        string_to_array(:scope, ' '), :until)
                ON CONFLICT (username) DO NOTHING
                """)
                .param("id", id)
                .param("username", username.value())
                .param("email", profile.email())
                .param("fullName", profile.fullName())
                .param("hash", passwordHash)
                .param("scope", scopes.toString())
                .param("until", validUntil == null ? null : Timestamp.from(validUntil), Types.TIMESTAMP)
                .update();
        return rows == 1 ? Optional.of(id) : Optional.empty();
    }

    /** The statements for many accounts at once. */
    public ManyUsers many() {
        return many;
    }

    /** Names that no new account may have; see {@link DoubtfulNames#forEach}. */
    public DoubtfulNames doubtfulNames() {
        return new DoubtfulNames(jdbc);
    }

    /** True when this call disabled the account, false when it was disabled already. */
    boolean markDisabled(UUID id) {
        return jdbc.sql(
                                "UPDATE users SET disabled_at = now(), updated_at = now() WHERE id = :id AND disabled_at IS NULL")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** True when this call enabled the account, false when it was enabled already. */
    boolean markEnabled(UUID id) {
        return jdbc.sql(
                                "UPDATE users SET disabled_at = NULL, updated_at = now() WHERE id = :id AND disabled_at IS NOT NULL")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Sets the password without comparing the old one. Call it while the row of the account is locked. */
    void setPasswordHash(UUID id, String newHash) {
        Rows.one(jdbc.sql("""
                UPDATE users SET password_hash = :new, password_changed_at = now(), updated_at = now() WHERE id = :id
                """).param("id", id).param("new", newHash).update(), "the user");
    }

    /** Sets the password if the credentials still have this version and the account is enabled and has not expired. */
    boolean replacePasswordHash(UUID id, int version, String newHash) {
        return jdbc.sql("""
                UPDATE users SET password_hash = :new, password_changed_at = now(), updated_at = now()
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL
                   AND (valid_until > now()) IS NOT FALSE
                """)
                        .param("id", id)
                        .param("version", version)
                        .param("new", newHash)
                        .update()
                == 1;
    }

    /**
     * Stores a better hash of the same password. Does nothing when the password was changed in the meantime, so that an
     * administrator's reset is never undone, or when the account was disabled or has expired.
     *
     * @param version of the credentials that were verified
     * @return the version from now on; empty when the credentials had another version already, and nothing was stored
     */
    Optional<Integer> rehash(UUID id, int version, String newHash) {
        return jdbc.sql("""
                UPDATE users SET password_hash = :new
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL
                   AND (valid_until > now()) IS NOT FALSE
                RETURNING credential_version
                """)
                .param("id", id)
                .param("version", version)
                .param("new", newHash)
                .query(Integer.class)
                .optional();
    }

    /** Sets the personal data of an account. Call it while the row of the account is locked. */
    void setProfile(UUID id, Profile profile) {
        Rows.one(
                jdbc.sql("""
                UPDATE users SET email = :email, full_name = :fullName, updated_at = now() WHERE id = :id
                """)
                        .param("id", id)
                        .param("email", profile.email())
                        .param("fullName", profile.fullName())
                        .update(),
                "the user");
    }

    /** The personal data of an account. Not in a transaction. */
    public Optional<Person> findPerson(UUID id) {
        return people.find(id);
    }

    /** The same in a transaction, when the account is locked. */
    Optional<Person> findLockedPerson(UUID id) {
        return people.one(id);
    }

    /** Call it when the account is locked. */
    void setClaims(UUID id, UserClaims claims) {
        Rows.one(
                jdbc.sql("UPDATE users SET claims = :claims::jsonb, updated_at = now() WHERE id = :id")
                        .param("id", id)
                        .param("claims", claims.json())
                        .update(),
                "the user");
    }

    /** Call it when the account is locked. */
    void setEmailVerified(UUID id, boolean verified) {
        Rows.one(jdbc.sql("""
                UPDATE users SET email_verified_at = CASE WHEN :verified THEN now() END, updated_at = now() WHERE id = :id
                """).param("id", id).param("verified", verified).update(), "the user");
    }

    /** Gives an account these scopes of its own, when it is locked. Returns what it has with its groups. */
    Scopes setOwnScopes(UUID id, Scopes scopes) {
        return Scopes.parse(jdbc.sql("""
                UPDATE users SET own_scopes = string_to_array(:scope, ' '), updated_at = now() WHERE id = :id
                RETURNING array_to_string(scopes, ' ')
                """)
                .param("id", id)
                .param("scope", scopes.toString())
                .query(String.class)
                .single());
    }

    /** Reads an account and keeps others from changing it, and from signing in to it, until the transaction ends. */
    Optional<User> lock(UUID id) {
        return jdbc.sql(SELECT + " AND id = :id FOR UPDATE")
                .param("id", id)
                .query(Users::map)
                .optional();
    }

    void delete(UUID id) {
        Rows.one(jdbc.sql("DELETE FROM users WHERE id = :id").param("id", id).update(), "the user");
    }

    static User map(ResultSet row, int number) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getString("username"),
                new Profile(row.getString("email"), row.getString("full_name")),
                Scopes.parse(row.getString("scope")),
                Scopes.parse(row.getString("own_scope")),
                List.of((String[]) row.getArray("groups").getArray()),
                row.getBoolean("has_password"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "password_changed_at"),
                instant(row, "disabled_at"),
                instant(row, "valid_until"),
                row.getBoolean("expired"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
