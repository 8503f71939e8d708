package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a row of {@code clients}. */
final class ClientRow {

    private ClientRow() {}

    /** Throws when the row makes no sense, or is of a form that only a newer version knows. */
    static Client read(ResultSet row, int number) throws SQLException {
        String algorithm = row.getString("signing_algorithm");
        return new Client(
                row.getObject("id", UUID.class),
                row.getString("client_id"),
                row.getString("name"),
                row.getBoolean("confidential"),
                // A grant or an origin of a form that only a newer version knows is none that this one can serve.
                Set.copyOf(texts(row, "grant_types").stream()
                        .flatMap(value -> GrantType.of(value).stream())
                        .toList()),
                Scopes.parse(row.getString("scope")),
                texts(row, "audiences"),
                texts(row, "origins").stream()
                        .flatMap(value -> Origin.parse(value).stream())
                        .toList(),
                Claims.read(row.getString("claims")),
                algorithm == null ? null : KeyAlgorithm.valueOf(algorithm),
                new Lifetimes(
                        Duration.ofSeconds(row.getLong("access_seconds")),
                        Duration.ofSeconds(row.getLong("refresh_seconds")),
                        Duration.ofSeconds(row.getLong("idle_seconds")),
                        Duration.ofSeconds(row.getLong("grace_seconds"))),
                SignInSettings.read(row),
                ClientAuthentication.read(row),
                Safeguards.read(row),
                texts(row, "exchange_to"),
                row.getString("kind").equals("static") ? ClientKind.STATIC : ClientKind.DOCUMENT,
                row.getTimestamp("created_at").toInstant(),
                instant(row, "disabled_at"),
                instant(row, "tokens_not_before"),
                row.getLong("status_index"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        List<String> texts = Arrays.asList((String[]) row.getArray(column).getArray());
        if (texts.contains(null)) {
            throw new IllegalArgumentException("The column " + column + " has a NULL in it.");
        }
        return texts;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
