package dev.latchkey.core.jdbc;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one table that could not be read, and so are left out of memory. Each is logged once. */
public final class LeftOut {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

    private volatile Set<UnreadableRow> rows = Set.of();

    /** Replaces them by those of the last reading. Called by one thread at a time. */
    public void replace(List<UnreadableRow> unreadable) {
        Set<UnreadableRow> before = rows;
        unreadable.stream()
                .filter(row -> !before.contains(row))
                .forEach(row -> LOG.error("Left out row {} of {}: {}", row.id(), row.table(), row.reason()));
        rows = Set.copyOf(unreadable);
        before.stream()
                .filter(row -> !rows.contains(row))
                .forEach(row -> LOG.info("Row {} of {} is not left out any more", row.id(), row.table()));
    }

    public int count() {
        return rows.size();
    }

    /** By what they are known. */
    public Set<String> ids() {
        return rows.stream().map(UnreadableRow::id).collect(Collectors.toUnmodifiableSet());
    }
}
