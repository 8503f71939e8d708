package dev.latchkey.core.device;

import dev.latchkey.core.device.DeviceOutcome.Refusal;
import dev.latchkey.core.jdbc.Primary;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How things are with a grant when its device asks. */
final class DevicePolls {

    private final JdbcClient jdbc;

    DevicePolls(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a poll is due for a grant that waits, or gets the tokens of one that was allowed. */
    boolean isOpen(UUID id, List<String> resources) {
        return jdbc.sql("""
                        SELECT CASE WHEN approved IS NULL
                                    THEN coalesce(polled_at <= now() - (poll_interval - 1) * interval '1 second', true)
                                    ELSE approved AND NOT EXISTS (SELECT FROM tokens t WHERE t.id = d.id)
                                         AND string_to_array(:resources, ' ') <@ string_to_array(coalesce(d.resource, ''), ' ')
                               END
                          FROM device_grants d
                         WHERE d.id = :id AND d.expires_at > now()
                        """)
                .param("id", id)
                .param("resources", String.join(" ", resources))
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * Notes that a client asks for a grant about which no user has decided; says whether it did so too soon, which raises
     * the interval by five seconds (<a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.5">RFC 8628, section
     * 3.5</a>). A second is let go, because requests do not all travel for equally long.
     */
    Optional<Boolean> visit(UUID id) {
        return jdbc.sql("""
                UPDATE device_grants d
                   SET polled_at = now(), poll_interval = LEAST(d.poll_interval + CASE WHEN v.fast THEN 5 ELSE 0 END, 600)
                  FROM (SELECT coalesce(polled_at > now() - (poll_interval - 1) * interval '1 second', false) AS fast
                          FROM device_grants
                         WHERE id = :id AND approved IS NULL AND expires_at > now()
                           FOR NO KEY UPDATE) v
                 WHERE d.id = :id
                RETURNING v.fast
                """).param("id", id).query(Boolean.class).optional();
    }

    /** Why a grant gives no tokens, which was decided or is over. */
    Refusal refusal(UUID id, List<String> resources) {
        return jdbc.sql("""
                SELECT CASE WHEN EXISTS (SELECT FROM tokens t WHERE t.id = d.id) THEN 'USED'
                            WHEN NOT d.approved THEN 'DENIED'
                            WHEN d.expires_at <= now() THEN 'EXPIRED'
                            WHEN NOT string_to_array(:resources, ' ') <@ string_to_array(coalesce(d.resource, ''), ' ')
                            THEN 'TARGET_EXCEEDED'
                            ELSE 'ENDED'
                       END
                  FROM device_grants d
                 WHERE d.id = :id AND
                """ + Primary.ONLY)
                .param("id", id)
                .param("resources", String.join(" ", resources))
                .query(String.class)
                .optional()
                .map(Refusal::valueOf)
                .orElse(Refusal.ENDED);
    }
}
