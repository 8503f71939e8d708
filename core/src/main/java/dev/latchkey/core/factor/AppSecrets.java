package dev.latchkey.core.factor;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.MasterKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the secrets of authenticator apps can still be opened. Only reads, and shows no secret. */
public final class AppSecrets {

    /** The most secrets that are opened at once: some microseconds and a row each. */
    private static final int SAMPLE = 1_000;

    private final JdbcClient jdbc;
    private final DataKeys keys;

    AppSecrets(JdbcClient jdbc, DataKeys keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param apps how many there are
     * @param lost those whose data key the master key does not open
     * @param tried how many of the others were opened, or could not be
     * @param damaged the users of those that could not be: the row is damaged
     */
    public record Check(int apps, int lost, int tried, List<UUID> damaged) {}

    /** How many apps there are. */
    public int count() {
        return count("true", Set.of());
    }

    /** Opens every data key that is used, and secrets of a sample of users. */
    public Check check(MasterKey masterKey) {
        Set<UUID> unopened = new HashSet<>(keys.unopened(masterKey));
        Map<UUID, DataKey> opened = new HashMap<>();
        List<UUID> damaged = new ArrayList<>();
        int tried = 0;
        for (Row row : sample(unopened)) {
            tried++;
            try {
                row.open(opened.computeIfAbsent(row.dataKeyId(), id -> keys.open(id, masterKey)));
            } catch (IllegalStateException e) {
                damaged.add(row.userId());
            }
        }
        return new Check(count(), count("data_key_id = ANY (:keys::uuid[])", unopened), tried, damaged);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(UUID userId, UUID dataKeyId, byte[] secret) {

        void open(DataKey key) {
            key.open(secret, SecondFactors.context(userId));
        }
    }

    private List<Row> sample(Set<UUID> without) {
        return jdbc.sql("""
                SELECT user_id, data_key_id, sealed_secret FROM totp
                 WHERE data_key_id <> ALL (:keys::uuid[]) LIMIT :most
                """)
                .param("keys", Ids.array(without))
                .param("most", SAMPLE)
                .query((row, number) -> new Row(
                        row.getObject("user_id", UUID.class),
                        row.getObject("data_key_id", UUID.class),
                        row.getBytes("sealed_secret")))
                .list();
    }

    private int count(String condition, Set<UUID> keys) {
        return jdbc.sql("SELECT count(*) FROM totp WHERE " + condition)
                .param("keys", Ids.array(keys))
                .query(Integer.class)
                .single();
    }
}
