package dev.latchkey.core.account;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds accounts with a name that no new account may have: they are from a time when it was allowed. */
public final class DoubtfulNames {

    private final JdbcClient jdbc;

    DoubtfulNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An account with such a name.
     *
     * @param problem the end of a sentence about the name
     */
    public record DoubtfulName(UUID id, String username, String problem) {}

    /**
     * Hands the accounts to {@code consumer}. Reads all names that are not ASCII, or long enough for an id; call it in a
     * transaction, else the driver reads them all first.
     */
    public void forEach(Consumer<DoubtfulName> consumer) {
        record Named(UUID id, String username) {}
        var query = jdbc.sql("""
                SELECT id, username
                  FROM users
                 WHERE octet_length(username) > char_length(username) OR char_length(username) >= 32
                 ORDER BY id
                """)
                .withFetchSize(1000)
                .query((row, number) -> new Named(row.getObject("id", UUID.class), row.getString("username")));
        try (var names = query.stream()) {
            names.forEach(named -> problem(named.username())
                    .ifPresent(problem -> consumer.accept(new DoubtfulName(named.id(), named.username(), problem))));
        }
    }

    private static Optional<String> problem(String stored) {
        try {
            Username username = new Username(stored);
            return username.value().equals(stored)
                    ? username.problem()
                    : Optional.of("is not in its normal form, so signing in with it fails");
        } catch (InvalidValueException e) {
            return Optional.of("is not valid in this version, so signing in with it fails");
        }
    }
}
