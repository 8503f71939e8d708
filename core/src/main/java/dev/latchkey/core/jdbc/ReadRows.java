package dev.latchkey.core.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of a query that could be read, and those that could not: one bad row must not keep the others from being
 * read.
 */
public record ReadRows<T>(List<T> read, List<UnreadableRow> unreadable) {

    /**
     * Runs a query.
     *
     * @param idColumn what an unreadable row is known by
     */
    public static <T> ReadRows<T> of(
            JdbcClient.StatementSpec query, String table, String idColumn, RowMapper<T> mapper) {
        List<T> read = new ArrayList<>();
        List<UnreadableRow> unreadable = new ArrayList<>();
        query.query(row -> {
            try {
                read.add(Objects.requireNonNull(mapper.mapRow(row, read.size())));
            } catch (SQLException | RuntimeException e) {
                unreadable.add(new UnreadableRow(table, row.getString(idColumn), String.valueOf(e.getMessage())));
            }
        });
        return new ReadRows<>(List.copyOf(read), List.copyOf(unreadable));
    }
}
