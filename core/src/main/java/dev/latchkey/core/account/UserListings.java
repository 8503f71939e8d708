package dev.latchkey.core.account;

import java.sql.Types;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists accounts, as {@link Users#forEach} says. */
final class UserListings {

    private final JdbcClient jdbc;

    UserListings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void forEach(UserFilter filter, Consumer<User> consumer) {
        var query = jdbc.sql(Users.SELECT + """
                   AND (:status::text IS NULL OR :status = CASE WHEN disabled_at IS NOT NULL THEN 'DISABLED'
                                                                WHEN valid_until <= now() THEN 'EXPIRED'
                                                                ELSE 'ACTIVE' END)
                   AND (:scope::text IS NULL OR :scope::text = ANY (scopes))
                   AND (:within::bigint IS NULL OR created_at > now() - :within::bigint * interval '1 second')
                   AND (:expiring::bigint IS NULL
                        OR (valid_until > now() AND valid_until <= now() + :expiring::bigint * interval '1 second'))
                 ORDER BY username
                 LIMIT :limit
                """)
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name(),
                        Types.VARCHAR)
                .param("scope", filter.scope())
                .param("within", seconds(filter.createdWithin()))
                .param("expiring", seconds(filter.expiringWithin()))
                .param("limit", filter.limit() == 0 ? null : filter.limit(), Types.BIGINT)
                .withFetchSize(1000)
                .query(Users::map);
        try (var users = query.stream()) {
            users.forEach(consumer);
        }
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
