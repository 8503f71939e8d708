package dev.latchkey.server.settings;

import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.connection.DatabaseUrl;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.setup.Defaults;
import dev.latchkey.core.text.Durations;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Every setting of the server, with its default. Each can be given as a property ({@code latchkey.token.type}) or as an
 * environment variable ({@code LATCHKEY_TOKEN_TYPE}); a property that is not here is refused.
 *
 * @param port of the server
 * @param managementPort of health and metrics
 * @param issuer the {@code iss} of every token and the base of every URL; never taken from a request
 * @param home where the embedded database and the generated secrets are; null for {@code ~/.latchkey}
 * @param masterKey 32 bytes in base64 that seal the secrets in the database
 * @param secondFactor whether users can or must have a second factor
 * @param trustedProxies addresses and networks whose {@code X-Forwarded-For} and {@code X-Request-Id} are believed
 * @param clientCertProxies addresses and networks whose {@code Client-Cert} is believed
 */
public record ServerSettings(
        int port,
        int managementPort,
        URI issuer,
        @Nullable Path home,
        @Nullable String masterKey,
        @Nullable Path masterKeyFile,
        Db db,
        DatabaseSettings database,
        Directory directory,
        Clock clock,
        Key key,
        Token token,
        StatusList statusList,
        Password password,
        SecondFactorPolicy secondFactor,
        Account account,
        Registration registration,
        PageSettings pages,
        MailSettings mail,
        FetchSettings fetch,
        List<String> trustedProxies,
        List<String> clientCertProxies,
        TlsSettings tls,
        LimitSettings limits,
        Audit audit,
        Log log,
        TracingSettings tracing) {

    /**
     * Makes the settings from the given values. A setting without a value has its default.
     *
     * @throws IllegalArgumentException naming settings that do not fit together, or that are missing
     */
    public static ServerSettings of(Values values) {
        return new ServerSettings(
                values.get("port", 9000),
                values.get("management-port", 9001),
                issuer(values.get("issuer")),
                values.get("home"),
                values.get("master-key"),
                values.get("master-key-file"),
                new Db(
                        values.get("db.url"),
                        values.get("db.listen-url"),
                        values.get("db.user"),
                        values.get("db.password"),
                        values.get("db.password-file")),
                DatabaseSettings.of(values.group("database")),
                new Directory(values.get("directory.max-age", Duration.ofHours(1))),
                new Clock(values.get("clock.max-difference", Durations.parse(Defaults.CLOCK_MAX_DIFFERENCE))),
                new Key(values.get("key.rotate-after", Durations.parse(Defaults.KEY_ROTATE_AFTER))),
                new Token(values.get("token.type", "JWT"), values.get("token.signing-algorithm", KeyAlgorithm.RS256)),
                new StatusList(
                        values.get("status-list.enabled", Boolean.parseBoolean(Defaults.STATUS_LIST_ENABLED)),
                        values.get("status-list.ttl", Durations.parse(Defaults.STATUS_LIST_TTL)),
                        values.get("status-list.lifetime", Duration.ofMinutes(5))),
                new Password(
                        values.get("password.min-length", Integer.parseInt(Defaults.PASSWORD_MIN_LENGTH)),
                        values.get("password.hashing-threads", 0),
                        values.get("password.hashing-queue", 100),
                        values.get("password.max-hash-memory", DataSize.parse(Defaults.PASSWORD_MAX_HASH_MEMORY))),
                values.get("second-factor", SecondFactorPolicy.OFFERED),
                new Account(values.get("account.read-scope", "read"), values.get("account.write-scope", "write")),
                new Registration(
                        values.get("registration.enabled", false),
                        values.get("registration.scopes", List.of("read", "write"))),
                PageSettings.of(values.group("pages")),
                MailSettings.of(values.group("mail")),
                FetchSettings.of(values.group("fetch")),
                values.get("trusted-proxies", List.of()),
                values.get("client-cert-proxies", List.of()),
                TlsSettings.of(values.group("tls")),
                LimitSettings.of(values.group("limits")),
                new Audit(values.get("audit.keep", Durations.parse(Defaults.AUDIT_KEEP))),
                new Log(values.get("log.format", LogFormat.TEXT)),
                TracingSettings.of(values.group("tracing")));
    }

    private static URI issuer(@Nullable URI issuer) {
        if (issuer == null) {
            throw new IllegalArgumentException("latchkey.issuer is not set.");
        }
        return issuer;
    }

    /** The URL of a path of this server, which begins with a slash. It never comes from the request. */
    public String url(String path) {
        return issuer.toString().replaceAll("/$", "") + path;
    }

    /** Checks the issuer (<a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414, section 2</a>). */
    public ServerSettings {
        if (!IssuerUrl.isAllowed(issuer)) {
            throw new IllegalArgumentException("latchkey.issuer is " + IssuerUrl.ALLOWED + ".");
        }
        TlsSettings.requireNetworks("latchkey.trusted-proxies", trustedProxies);
        TlsSettings.requireNetworks("latchkey.client-cert-proxies", clientCertProxies);
    }

    /** Whether clients can show certificates, here or to a proxy. */
    public boolean takesCertificates() {
        return tls.port() != 0 || !clientCertProxies.isEmpty();
    }

    /**
     * Where the database is. Without a URL it is the embedded one.
     *
     * @param url a JDBC URL
     * @param listenUrl another URL of the same database, for the connections that listen; null for the same
     * @param passwordFile a file with the password, instead of the password itself
     */
    public record Db(
            @Nullable String url,
            @Nullable String listenUrl,
            @Nullable String user,
            @Nullable String password,
            @Nullable Path passwordFile) {

        /** Leaves passwords out. */
        @Override
        public String toString() {
            return "Db[url=" + (url == null ? null : DatabaseUrl.withoutSecrets(url)) + ", user=" + user + "]";
        }
    }

    /**
     * Clients, keys and bans, which the server keeps in memory.
     *
     * @param maxAge how long the server goes on with them after it could last read them; then it answers 503
     */
    public record Directory(Duration maxAge) {}

    /**
     * The clock of the machine.
     *
     * @param maxDifference how far it and the database's may be apart; beyond it the server answers 503
     */
    public record Clock(Duration maxDifference) {}

    /**
     * The life of the keys that sign access tokens and authenticate refresh tokens.
     *
     * @param rotateAfter how long a key signs before the next one takes over; zero for until an administrator runs
     *     {@code latchkey key rotate}
     */
    public record Key(Duration rotateAfter) {

        /** Checks that a key is in use for a while. */
        public Key {
            if (!rotateAfter.isZero() && rotateAfter.compareTo(Duration.ofDays(1)) < 0) {
                throw new IllegalArgumentException("latchkey.key.rotate-after is a day or more, or 0.");
            }
        }
    }

    /**
     * How access tokens look.
     *
     * @param type the {@code typ} of their header: {@code JWT}, which every library accepts, or {@code at+jwt} (RFC
     *     9068)
     * @param signingAlgorithm for clients that have none of their own: {@code RS256} or {@code ES256}
     */
    public record Token(String type, KeyAlgorithm signingAlgorithm) {

        /** Checks both. */
        public Token {
            if (signingAlgorithm == KeyAlgorithm.HS256) {
                throw new IllegalArgumentException("latchkey.token.signing-algorithm is RS256 or ES256.");
            }
            if (!type.equalsIgnoreCase("JWT") && !type.equalsIgnoreCase("at+jwt")) {
                throw new IllegalArgumentException("latchkey.token.type is JWT or at+jwt.");
            }
        }
    }

    /**
     * Token Status Lists (draft-ietf-oauth-status-list-21).
     *
     * @param enabled whether access tokens name their place in a list; lists are published either way, because older
     *     tokens may name them
     * @param ttl after which a validator fetches a list again, in whole seconds: a revocation takes this long
     * @param lifetime of a fetched list: for this long validators go on while no server can be asked or the database is
     *     down
     */
    public record StatusList(boolean enabled, Duration ttl, Duration lifetime) {

        /** Checks that a list lives longer than until it is fetched again. */
        public StatusList {
            if (ttl.toSeconds() < 1 || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))) {
                throw new IllegalArgumentException("latchkey.status-list.ttl is a number of whole seconds.");
            }
            if (lifetime.compareTo(ttl.plus(ttl)) < 0) {
                throw new IllegalArgumentException(
                        "latchkey.status-list.lifetime is at least twice latchkey.status-list.ttl.");
            }
        }
    }

    /**
     * How passwords are treated.
     *
     * @param minLength of a new password, in code points
     * @param hashingThreads how many passwords are hashed at once, 19 MiB each; 0 for half of the cores, at least one
     * @param hashingQueue how many more may wait for that; beyond it the answer is 503
     * @param maxHashMemory the most memory that an imported argon2 hash may take; one such hash is computed at a time
     */
    public record Password(int minLength, int hashingThreads, int hashingQueue, DataSize maxHashMemory) {

        /** Checks the sizes. */
        public Password {
            HashBounds.ofBytes(maxHashMemory.toBytes());
        }

        /** What an imported hash may cost. */
        public HashBounds hashBounds() {
            return HashBounds.ofBytes(maxHashMemory.toBytes());
        }
    }

    /**
     * What {@code /users/me} asks of an access token.
     *
     * @param readScope to see the account
     * @param writeScope to change it
     */
    public record Account(String readScope, String writeScope) {}

    /**
     * Whether people may make accounts themselves, at {@code /register}.
     *
     * @param scopes that such an account gets
     */
    public record Registration(boolean enabled, List<String> scopes) {}

    /**
     * The audit log.
     *
     * @param keep for how long events are kept; zero for ever
     */
    public record Audit(Duration keep) {

        /** Checks that events are kept for a while, which the database insists on. */
        public Audit {
            if (!keep.isZero() && keep.compareTo(AuditLog.SHORTEST_KEEP) < 0) {
                throw new IllegalArgumentException("latchkey.audit.keep is 30 days or more, or 0 for ever.");
            }
        }
    }

    /**
     * The log, on standard output. {@code OptionalParts} passes it to the framework.
     *
     * @param format lines to read or, one a line, JSON objects of the Elastic Common Schema
     */
    public record Log(LogFormat format) {}

    /** See {@link Log}. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Leaves the master key out. */
    @Override
    public String toString() {
        return "ServerSettings[issuer=" + issuer + ", db=" + db + "]";
    }
}
