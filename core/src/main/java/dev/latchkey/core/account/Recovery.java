package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a user who has forgotten the password gets a new one, by a {@link ResetLink}. That proves a mailbox and nothing else:
 * it begins no session, and leaves second factors and the limits on guessing them as they are.
 */
public final class Recovery {

    private static final String SELECT = """
            SELECT id, username, credential_version, CASE WHEN email_verified_at IS NOT NULL THEN email END AS address
              FROM users
             WHERE disabled_at IS NULL AND (valid_until > now()) IS NOT FALSE AND
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final Users users;
    private final BrowserSessions sessions;
    private final TokenFamilies families;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    public Recovery(
            JdbcClient jdbc,
            Users users,
            BrowserSessions sessions,
            TokenFamilies families,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.users = users;
        this.sessions = sessions;
        this.families = families;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * An enabled account.
     *
     * @param address null when none is verified
     */
    public record Account(
            UUID userId,
            String username,
            int credentialVersion,
            @Nullable String address) {

        /** A link for the account as it is now. */
        public ResetLink link(Instant expiresAt) {
            return new ResetLink(userId, credentialVersion, address, expiresAt);
        }

        /** A link that makes an address the account's. */
        public AddressLink addressLink(String wanted, Instant expiresAt) {
            return new AddressLink(userId, credentialVersion, address, wanted, expiresAt);
        }

        /** Leaves the address out. */
        @Override
        public String toString() {
            return "Account[" + username + "]";
        }
    }

    /** An enabled account, with a verified address or without one. */
    public Optional<Account> find(UUID userId) {
        return jdbc.sql(SELECT + " AND id = :id")
                .param("id", userId)
                .query(Recovery::map)
                .optional();
    }

    /**
     * An enabled account, if its credentials are those that a session of it has or had: what was asked for in that session
     * before a new password is not done after it.
     */
    public Optional<Account> find(UUID userId, UUID sessionId) {
        return jdbc.sql(SELECT + """
                   AND id = :id
                   AND credential_version = (SELECT credential_version FROM browser_sessions
                                              WHERE id = :session AND user_id = :id)
                """)
                .param("id", userId)
                .param("session", sessionId)
                .query(Recovery::map)
                .optional();
    }

    /**
     * The enabled account with this verified address or, if there is none, of this name and with a verified address. The
     * address wins: another user may have taken it for a name.
     *
     * @param typed what a person typed
     */
    public Optional<Account> findByNameOrAddress(String typed) {
        return jdbc.sql(SELECT + """
                   AND email_verified_at IS NOT NULL AND (username = :username OR lower(email) = lower(:typed))
                 ORDER BY lower(email) = lower(:typed) DESC
                 LIMIT 1
                """)
                .param("username", username(typed))
                .param("typed", typed.strip())
                .query(Recovery::map)
                .optional();
    }

    /** The name of the account that has this address, verified; of a disabled one too. */
    public Optional<String> findName(String address) {
        // One row in any case: none means that this is no primary, and nothing is known.
        String name = jdbc.sql("SELECT coalesce((SELECT username FROM users WHERE email_verified_at IS NOT NULL"
                        + " AND lower(email) = lower(:address)), '') WHERE " + Primary.ONLY)
                .param("address", address)
                .query(String.class)
                .single();
        return Optional.of(name).filter(found -> !found.isEmpty());
    }

    /** The account of a link that still fits it; whether the link has expired is not looked at. */
    public Optional<Account> find(ResetLink link) {
        return find(link.userId())
                .filter(account -> account.link(link.expiresAt()).equals(link));
    }

    /** The same for a link with an address. */
    public Optional<Account> find(AddressLink link) {
        return find(link.userId())
                .filter(account ->
                        account.addressLink(link.address(), link.expiresAt()).equals(link));
    }

    /**
     * Sets the password that the holder of a link wants. All sessions and token families of the account end.
     *
     * @return false when the link has expired, the account is disabled, or has other credentials or another verified address
     *     by now; nothing happened then
     */
    public boolean reset(ResetLink link, String newHash, Attribution by) {
        return transactions.in(() -> {
            // The user's row first, as in every change: a sign-in that is just beginning is seen and ended.
            Optional<User> user = users.lock(link.userId());
            if (user.isEmpty() || !replace(link, newHash)) {
                return false;
            }
            sessions.endOutdated(link.userId());
            Revocation revocation = families.revokeAllOfUser(link.userId(), null, "password_changed");
            Map<String, String> details = new HashMap<>(revocation.details());
            details.put("by", "reset_link");
            audit.record(by, "user.password", link.userId(), user.get().username(), details);
            outbox.notice(Notice.PASSWORD_CHANGED, link.userId(), by.language());
            return true;
        });
    }

    private boolean replace(ResetLink link, String newHash) {
        return jdbc.sql("""
                UPDATE users SET password_hash = :new, password_changed_at = now(), updated_at = now()
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL AND now() < :expiresAt
                   AND (valid_until > now()) IS NOT FALSE
                   AND CASE WHEN email_verified_at IS NOT NULL THEN email END IS NOT DISTINCT FROM :address
                """)
                        .param("id", link.userId())
                        .param("version", link.credentialVersion())
                        .param("expiresAt", Timestamp.from(link.expiresAt()))
                        .param("address", link.address())
                        .param("new", newHash)
                        .update()
                == 1;
    }

    /** Notes that an administrator made a link. Call it in a transaction of its own. */
    public void made(Account account, Instant expiresAt, Attribution by) {
        audit.record(
                by,
                "user.reset_link",
                account.userId(),
                account.username(),
                Map.of("expires_at", expiresAt.toString()));
    }

    /** As the account has it, or a text that no account has for a name. */
    private static String username(String typed) {
        try {
            return new Username(typed).value();
        } catch (InvalidValueException e) {
            return "";
        }
    }

    private static Account map(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getInt("credential_version"),
                row.getString("address"));
    }
}
