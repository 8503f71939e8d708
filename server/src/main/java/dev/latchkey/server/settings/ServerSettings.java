package dev.latchkey.server.settings;

import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.connection.DatabaseUrl;
import dev.latchkey.core.connection.Timeouts;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.setup.Defaults;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
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
@ConfigurationProperties(prefix = "latchkey", ignoreUnknownFields = false)
public record ServerSettings(
        @DefaultValue("9000") int port,
        @DefaultValue("9001") int managementPort,
        URI issuer,
        @Nullable Path home,
        @Nullable String masterKey,
        @Nullable Path masterKeyFile,
        @DefaultValue Db db,
        @DefaultValue Database database,
        @DefaultValue Directory directory,
        @DefaultValue Clock clock,
        @DefaultValue Key key,
        @DefaultValue Token token,
        @DefaultValue StatusList statusList,
        @DefaultValue Password password,
        @DefaultValue("offered") SecondFactorPolicy secondFactor,
        @DefaultValue Account account,
        @DefaultValue Registration registration,
        @DefaultValue PageSettings pages,
        @DefaultValue MailSettings mail,
        @DefaultValue FetchSettings fetch,
        @DefaultValue({}) List<String> trustedProxies,
        @DefaultValue({}) List<String> clientCertProxies,
        @DefaultValue TlsSettings tls,
        @DefaultValue LimitSettings limits,
        @DefaultValue Audit audit,
        @DefaultValue Log log,
        @DefaultValue TracingSettings tracing) {

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
     * How the server uses the database.
     *
     * @param migrate whether the server brings the schema up to date ({@code auto}) or refuses to start when it is not
     *     ({@code validate}); null for {@code auto} with the embedded database and {@code validate} with any other
     * @param poolSize how many connections the server holds
     * @param connectionTimeout how long a request waits for one of them before it is answered with 503
     * @param loginTimeout how long connecting may take
     * @param statementTimeout how long a statement may take before PostgreSQL ends it
     * @param socketTimeout how long the network may be silent before a connection is given up
     */
    public record Database(
            @Nullable Migrate migrate,
            @DefaultValue("10") int poolSize,
            @DefaultValue("2s") Duration connectionTimeout,
            @DefaultValue("2s") Duration loginTimeout,
            @DefaultValue("8s") Duration statementTimeout,
            @DefaultValue("10s") Duration socketTimeout) {

        /** The timeouts of each connection. */
        public Timeouts timeouts() {
            return new Timeouts(loginTimeout, statementTimeout, socketTimeout);
        }
    }

    /** See {@link Database}. */
    public enum Migrate {
        AUTO,
        VALIDATE
    }

    /**
     * Clients, keys and bans, which the server keeps in memory.
     *
     * @param maxAge how long the server goes on with them after it could last read them; then it answers 503
     */
    public record Directory(@DefaultValue("1h") Duration maxAge) {}

    /**
     * The clock of the machine.
     *
     * @param maxDifference how far it and the database's may be apart; beyond it the server answers 503
     */
    public record Clock(
            @DefaultValue(Defaults.CLOCK_MAX_DIFFERENCE) Duration maxDifference) {}

    /**
     * The life of the keys that sign access tokens and authenticate refresh tokens.
     *
     * @param rotateAfter how long a key signs before the next one takes over; zero for until an administrator runs
     *     {@code latchkey key rotate}
     */
    public record Key(
            @DefaultValue(Defaults.KEY_ROTATE_AFTER) Duration rotateAfter) {

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
    public record Token(
            @DefaultValue("JWT") String type,
            @DefaultValue("RS256") KeyAlgorithm signingAlgorithm) {

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
    public record StatusList(
            @DefaultValue(Defaults.STATUS_LIST_ENABLED) boolean enabled,
            @DefaultValue(Defaults.STATUS_LIST_TTL) Duration ttl,
            @DefaultValue("5m") Duration lifetime) {

        /** Checks that a list lives longer than until it is fetched again. */
        public StatusList {
            if (ttl.toSeconds() < 1 || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))) {
                throw new IllegalArgumentException("latchkey.status-list.ttl is a number of whole seconds.");
            }
            if (lifetime.compareTo(ttl.multipliedBy(2)) < 0) {
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
    public record Password(
            @DefaultValue(Defaults.PASSWORD_MIN_LENGTH) int minLength,
            @DefaultValue("0") int hashingThreads,
            @DefaultValue("100") int hashingQueue,
            @DefaultValue(Defaults.PASSWORD_MAX_HASH_MEMORY) DataSize maxHashMemory) {

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
    public record Account(
            @DefaultValue("read") String readScope,
            @DefaultValue("write") String writeScope) {}

    /**
     * Whether people may make accounts themselves, at {@code /register}.
     *
     * @param scopes that such an account gets
     */
    public record Registration(
            @DefaultValue("false") boolean enabled,
            @DefaultValue({"read", "write"}) List<String> scopes) {}

    /**
     * The audit log.
     *
     * @param keep for how long events are kept; zero for ever
     */
    public record Audit(@DefaultValue(Defaults.AUDIT_KEEP) Duration keep) {

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
    public record Log(@DefaultValue("text") LogFormat format) {}

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
