package dev.latchkey.core.connection;

import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and how to log in to it.
 *
 * @param url a JDBC URL, {@code jdbc:postgresql://…}
 * @param user the role to log in as, or null to leave it to the URL
 * @param password the role's password, or null when the server asks for none
 */
public record ConnectionSettings(
        String url, @Nullable String user, @Nullable String password) {

    /** Leaves passwords out: settings are logged and shown in errors. */
    @Override
    public String toString() {
        return "ConnectionSettings[url=" + DatabaseUrl.withoutSecrets(url) + ", user=" + user + "]";
    }
}
