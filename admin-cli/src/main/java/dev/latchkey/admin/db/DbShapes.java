package dev.latchkey.admin.db;

import dev.latchkey.admin.output.Shape;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.DatabaseSize;
import dev.latchkey.core.connection.SchemaVersion;
import org.jspecify.annotations.Nullable;

/** The output fields of the commands in this package. */
public final class DbShapes {

    public static final Shape<Migrated> MIGRATED = Shape.of("migration", Migrated::version)
            .column("schema_version", Kind.INTEGER, "The version of the schema now.", Migrated::version)
            .column("migrations_applied", Kind.INTEGER, "How many were missing.", Migrated::applied)
            .column(
                    "partitions_added",
                    Kind.INTEGER,
                    "Partitions of tokens that were made ahead.",
                    Migrated::partitions);

    public static final Shape<Status> STATUS = Shape.of("database status", Status::schemaVersion)
            .column(
                    "schema_version",
                    Kind.INTEGER,
                    "The version of the schema; 0 when there is none.",
                    Status::schemaVersion)
            .column("schema_expected", Kind.INTEGER, "The version that this program is for.", Status::schemaExpected)
            .column("schema", Kind.STATE, "current, behind or ahead.", Status::schema)
            .field(
                    "postgresql_version",
                    Kind.STRING,
                    "Of the database server.",
                    s -> s.of(DatabaseSize::postgresqlVersion))
            .field("clients", Kind.INTEGER, "How many there are.", s -> s.of(DatabaseSize::clients))
            .field("users_about", Kind.INTEGER, "As PostgreSQL last counted them.", s -> s.of(DatabaseSize::usersAbout))
            .field(
                    "token_families_about",
                    Kind.INTEGER,
                    "As PostgreSQL last counted them.",
                    s -> s.of(DatabaseSize::familiesAbout))
            .field("token_partitions", Kind.INTEGER, "How many there are.", s -> s.of(DatabaseSize::partitions))
            .field(
                    "token_partitions_until",
                    Kind.TIME,
                    "The end of the last one.",
                    s -> s.of(DatabaseSize::partitionsUntil))
            .field("size_bytes", Kind.INTEGER, "Of the whole database.", s -> s.of(DatabaseSize::bytes));

    public static final Shape<Purged> PURGED = Shape.of("purge", Purged::partitions)
            .column(
                    "token_partitions_dropped",
                    Kind.INTEGER,
                    "Partitions whose every family had ended.",
                    Purged::partitions)
            .column(
                    "sessions_purged",
                    Kind.INTEGER,
                    "Browser sessions that ended more than a day ago.",
                    Purged::sessions)
            .column(
                    "exchanged_tokens_purged",
                    Kind.INTEGER,
                    "Families of exchanged tokens that ended more than a day ago.",
                    Purged::exchangedFamilies)
            .column(
                    "device_grants_purged",
                    Kind.INTEGER,
                    "Device sign-ins that ended more than a day ago.",
                    Purged::deviceGrants)
            .column(
                    "seen_once_purged",
                    Kind.INTEGER,
                    "Ids of assertions and proofs that have expired.",
                    Purged::seenOnce)
            .column(
                    "pushed_requests_purged",
                    Kind.INTEGER,
                    "Pushed authorization requests that are over.",
                    Purged::pushedRequests)
            .column(
                    "messages_purged",
                    Kind.INTEGER,
                    "Letters and logout tokens that were not delivered within a day.",
                    Purged::messages)
            .column(
                    "access_tokens_purged",
                    Kind.INTEGER,
                    "Revoked access tokens that have expired.",
                    Purged::accessTokens)
            .column("limits_purged", Kind.INTEGER, "Attempts and bans that no longer count.", Purged::limits)
            .column("client_secrets_purged", Kind.INTEGER, "Secrets that ended more than a day ago.", Purged::secrets)
            .column(
                    "document_clients_purged",
                    Kind.INTEGER,
                    "Clients of documents that no user has approved for 90 days.",
                    Purged::documentClients)
            .column(
                    "revoked_statuses_purged",
                    Kind.INTEGER,
                    "Revoked places in status lists whose tokens have all expired.",
                    Purged::revokedStatuses)
            .column(
                    "status_lists_purged",
                    Kind.INTEGER,
                    "Status lists in which nothing is good any more.",
                    Purged::statusLists)
            .column("keys_removed", Kind.INTEGER, "Keys that nothing needs any more.", Purged::keys)
            .column(
                    "audit_events_purged",
                    Kind.INTEGER,
                    "Audit events older than LATCHKEY_AUDIT_KEEP.",
                    Purged::auditEvents);

    /** The rows that a purge deleted. */
    public record Purged(
            int partitions,
            int sessions,
            int exchangedFamilies,
            int deviceGrants,
            int seenOnce,
            int pushedRequests,
            int messages,
            int accessTokens,
            int limits,
            int secrets,
            int documentClients,
            int revokedStatuses,
            int statusLists,
            int keys,
            int auditEvents) {}

    /** The result of a migration. */
    public record Migrated(int applied, int partitions, int version) {}

    /**
     * How a database is.
     *
     * @param size null when the schema is not one to count in
     */
    public record Status(
            int schemaVersion,
            int schemaExpected,
            String schema,
            @Nullable DatabaseSize size) {

        static Status current(SchemaVersion schema, DatabaseSize size) {
            return new Status(schema.current(), SchemaVersion.EXPECTED, "current", size);
        }

        static Status other(SchemaVersion schema) {
            return new Status(schema.current(), SchemaVersion.EXPECTED, schema.isBehind() ? "behind" : "ahead", null);
        }

        private @Nullable Object of(java.util.function.Function<DatabaseSize, @Nullable Object> field) {
            return size == null ? null : field.apply(size);
        }
    }

    private DbShapes() {}
}
