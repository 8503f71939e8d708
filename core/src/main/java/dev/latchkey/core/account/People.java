package dev.latchkey.core.account;

import dev.latchkey.core.jdbc.Batcher;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the personal data of accounts; requests that arrive together share a statement. */
final class People {

    private static final String FIND = """
            SELECT w.place, u.id, u.username, u.email, u.full_name, u.email_verified_at, u.claims::text AS claims,
                   u.groups, u.updated_at
              FROM (%s) w
              JOIN users u ON u.id = ANY (ARRAY[w.id])
             WHERE
            """ + Primary.ONLY;

    private static final String ONE = FIND.formatted("SELECT 1 AS place, :id::uuid AS id");

    private static final String MANY =
            FIND.formatted("SELECT * FROM unnest(:ids::uuid[]) WITH ORDINALITY AS wanted (id, place)");

    private final JdbcClient jdbc;
    private final Batcher<UUID, Person> batcher = new Batcher<>(this::one, this::many);

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Not in a transaction; there {@link #one} is. */
    Optional<Person> find(UUID id) {
        return batcher.ask(id);
    }

    Optional<Person> one(UUID id) {
        return jdbc.sql(ONE).param("id", id).query((row, number) -> map(row)).optional();
    }

    Map<Integer, Person> many(List<UUID> ids) {
        Map<Integer, Person> found = new HashMap<>();
        jdbc.sql(MANY).param("ids", Ids.array(ids)).query(row -> {
            found.put(row.getInt("place") - 1, map(row));
        });
        return found;
    }

    private static Person map(ResultSet row) throws SQLException {
        return new Person(
                row.getObject("id", UUID.class),
                row.getString("username"),
                new Profile(row.getString("email"), row.getString("full_name")),
                Users.instant(row, "email_verified_at"),
                UserClaims.read(row.getString("claims")),
                List.of((String[]) row.getArray("groups").getArray()),
                row.getTimestamp("updated_at").toInstant());
    }
}
