package dev.latchkey.db;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code directory_version}: a number that changes whenever a client, a secret or a key does. */
public final class DirectoryVersion {

    /** The channel that is notified when the number changes. */
    public static final String CHANNEL = "latchkey_directory";

    private final JdbcClient jdbc;

    DirectoryVersion(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long read() {
        return jdbc.sql("SELECT version FROM directory_version")
                .query(Long.class)
                .single();
    }
}
