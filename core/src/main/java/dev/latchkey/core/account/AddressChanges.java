package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Notice;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.SessionReference;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Verified addresses: an account gets one by a link, and no two accounts have the same. */
public final class AddressChanges {

    private final JdbcClient jdbc;
    private final Users users;
    private final BrowserSessions sessions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;

    public AddressChanges(
            JdbcClient jdbc,
            Users users,
            BrowserSessions sessions,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.users = users;
        this.sessions = sessions;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What came of a change. */
    public enum Result {
        DONE,
        /** Another account has the address, verified. Nothing happened. */
        ADDRESS_TAKEN,
        /** Another account has the name. Nothing happened. */
        NAME_TAKEN,
        /**
         * The link was used or has expired, the account has another address or other credentials or is disabled, or the
         * session is over.
         */
        NOTHING
    }

    /**
     * Gives an account the address of a link, verified, as its user does in a session.
     */
    public Result confirm(AddressLink link, SessionReference session, Attribution by) {
        return unlessTaken(() -> transactions.in(() -> {
            Optional<User> user = users.lock(link.userId());
            if (user.isEmpty() || !sessions.lockLive(session, link.userId()) || !verify(link)) {
                return Result.NOTHING;
            }
            if (link.former() != null) {
                tellFormer(link.userId(), link.former(), by.language());
            }
            User before = user.get();
            audit.record(
                    by,
                    "user.update",
                    before.id(),
                    before.username(),
                    Map.of(),
                    Changes.between(
                            fields(before.profile().email(), link.former() != null), fields(link.address(), true)));
            return Result.DONE;
        }));
    }

    private void tellFormer(UUID userId, String former, @Nullable String page) {
        String language = page != null
                ? page
                : users.findLockedPerson(userId)
                        .map(person -> person.claims().values().get("locale"))
                        .map(String::valueOf)
                        .filter(tag -> tag.length() <= 20)
                        .orElse(null);
        outbox.add(Message.Content.letter(Notice.ADDRESS_CHANGED.kind(), userId, former, language));
    }

    private boolean verify(AddressLink link) {
        return jdbc.sql("""
                UPDATE users SET email = :address, email_verified_at = now(), updated_at = now()
                 WHERE id = :id AND credential_version = :version AND disabled_at IS NULL AND now() < :expiresAt
                   AND (valid_until > now()) IS NOT FALSE
                   AND CASE WHEN email_verified_at IS NOT NULL THEN email END IS NOT DISTINCT FROM :former
                """)
                        .param("id", link.userId())
                        .param("version", link.credentialVersion())
                        .param("address", link.address())
                        .param("former", link.former())
                        .param("expiresAt", Timestamp.from(link.expiresAt()))
                        .update()
                == 1;
    }

    /** Adds an account with the address of a link, verified. */
    public Result add(Username username, SignUpLink link, Scopes scopes, String passwordHash, Attribution by) {
        username.requireNew();
        return unlessTaken(() -> transactions.in(() -> {
            int rows = jdbc.sql("""
                    INSERT INTO users (id, username, email, email_verified_at, password_hash, password_changed_at, scopes)
                    SELECT :id, :username, :address, now(), :hash, now(), string_to_array(:scope, ' ')
                     WHERE now() < :expiresAt
                    ON CONFLICT (username) DO NOTHING
                    """)
                    .param("id", Ids.next())
                    .param("username", username.value())
                    .param("address", link.address())
                    .param("hash", passwordHash)
                    .param("scope", scopes.toString())
                    .param("expiresAt", Timestamp.from(link.expiresAt()))
                    .update();
            if (rows == 1) {
                audit.recordAdded(by, List.of(username.value()), null);
            }
            return rows == 1 ? Result.DONE : Result.NAME_TAKEN;
        }));
    }

    /** An index of the database decides it, so that two at once cannot both have the address. */
    private static Result unlessTaken(Supplier<Result> change) {
        try {
            return change.get();
        } catch (DuplicateKeyException e) {
            return Result.ADDRESS_TAKEN;
        }
    }

    private static Map<String, @Nullable String> fields(@Nullable String email, boolean verified) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("email", email);
        fields.put("email_verified", Boolean.toString(verified));
        return fields;
    }
}
