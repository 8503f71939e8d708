package dev.latchkey.bench.faults;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What faults happen to: servers, and their PostgreSQL. All of it listens on 127.0.0.1 only, and goes when this is
 * closed or the program ends.
 */
final class Site implements AutoCloseable {

    /** Longer than a server is ever away: a client that lost an answer asks again in time. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** How long PostgreSQL may take to recover from a crash. */
    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private static final Scopes SCOPES = Scopes.parse("read write");

    private final Path work;
    private final Random random;
    /** The version of the credentials of an account that was just added. */
    private static final int VERSION = 0;

    private final List<Server> servers = new ArrayList<>();
    private final Client.Account account;
    private final UUID userId;
    private final String passwordHash;
    private final RefreshTokens refreshTokens;
    private final Cluster cluster;
    private boolean kept;

    /**
     * How a site is.
     *
     * @param launcher {@code bin/latchkey-server}, or that of another build
     * @param cluster makes its PostgreSQL
     */
    record Plan(String launcher, int servers, Cluster.Maker cluster) {}

    private Site(Path work, Plan plan, Random random) throws IOException, InterruptedException, SQLException {
        this.work = work;
        this.random = random;
        this.cluster = plan.cluster().make(work, random);
        Runtime.getRuntime().addShutdownHook(new Thread(this::vanish));
        cluster.start();
        Migrations.migrate(cluster.primaryConnection());
        database().partitions().extend();
        String masterKey = MasterKey.generate();
        List<App> apps = List.of(addApp("retries", GRACE), addApp("never-retries", Duration.ZERO));
        this.account = new Client.Account(apps, "alice", ClientSecret.generate());
        this.passwordHash = new Passwords().hash(account.password());
        this.userId = database()
                .userChanges()
                .add(new Username(account.username()), Profile.EMPTY, SCOPES, passwordHash, Attribution.of("bench"))
                .orElseThrow();
        cluster.follow();
        for (int i = 0; i < plan.servers(); i++) {
            Server server = new Server(plan.launcher(), work, Ports.free(random), environment(masterKey));
            servers.add(server);
            server.start();
        }
        this.refreshTokens = new RefreshTokens(database().keys().findAll(MasterKey.parse(masterKey)).stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .map(KeyRecord::secretKey)
                .toList());
    }

    /** Makes a site in a directory that exists, and starts all of it. */
    static Site start(Path work, Plan plan, Random random) throws IOException, InterruptedException, SQLException {
        return new Site(work, plan, random);
    }

    private Map<String, String> environment(String masterKey) throws IOException {
        ConnectionSettings connection = cluster.serverConnection();
        return Map.of(
                "LATCHKEY_DB_URL", connection.url(),
                "LATCHKEY_DB_USER", Objects.requireNonNull(connection.user()),
                "LATCHKEY_DB_PASSWORD", Objects.requireNonNull(connection.password()),
                "LATCHKEY_MASTER_KEY", masterKey,
                "LATCHKEY_MANAGEMENT_PORT", Integer.toString(Ports.free(random)));
    }

    App addApp(String clientId, Duration grace) {
        String secret = ClientSecret.generate();
        NewClient added = NewClient.confidential(clientId)
                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                .scopes(SCOPES)
                .signingAlgorithm(KeyAlgorithm.ES256)
                .lifetimes(new Lifetimes(
                        Duration.ofHours(12), Lifetimes.DEFAULT.refreshToken(), Lifetimes.DEFAULT.refreshIdle(), grace))
                .build();
        UUID id = database()
                .clients()
                .add(added, ClientSecret.hash(secret), Attribution.of("bench"))
                .orElseThrow();
        return new App(id, clientId, secret, !grace.isZero());
    }

    /** Adds a user with the password of {@link #account}. */
    User addUser(String username) {
        Username name = new Username(username);
        UUID id = database()
                .userChanges()
                .add(name, Profile.EMPTY, SCOPES, passwordHash, Attribution.of("bench"))
                .orElseThrow();
        return database().users().find(id).orElseThrow();
    }

    Client.Account account() {
        return account;
    }

    List<Server> servers() {
        return servers;
    }

    List<URI> uris() {
        return servers.stream().map(Server::uri).toList();
    }

    Cluster cluster() {
        return cluster;
    }

    /** What it runs on, where that is a pair. */
    Pair pair() {
        return (Pair) cluster;
    }

    /** Asks the primary. */
    JdbcClient sql() {
        return JdbcClient.create(DataSources.direct(cluster.primaryConnection()));
    }

    /**
     * Lets the primary acknowledge what it has neither written nor sent, which is what a ledger is there to notice. The
     * log is written late, so that something is surely lost with the next crash.
     */
    void makeUnsafe() {
        Map.of("synchronous_commit", "off", "wal_writer_delay", "10s", "wal_writer_flush_after", "1GB")
                .forEach((name, value) -> sql().sql("ALTER SYSTEM SET " + name + " = '" + value + "'")
                        .update());
        sql().sql("SELECT pg_reload_conf()").query(Boolean.class).single();
    }

    /** Keeps the directory, with logs and data, so that a developer can find the cause; returns its path. */
    Path keep() {
        kept = true;
        return work;
    }

    /** Begins families as if the user had signed in, one in four of them of the client without a grace period. */
    List<Family> begin(int count) {
        Database database = database();
        return database.transactions()
                .in(() -> IntStream.range(0, count)
                        .mapToObj(i -> begin(database, account.apps().get(i % 4 == 3 ? 1 : 0)))
                        .toList());
    }

    private Family begin(Database database, App app) {
        NewFamily family = new NewFamily(
                userId,
                VERSION,
                app.id(),
                "password",
                SCOPES,
                Lifetimes.DEFAULT.refreshToken(),
                Lifetimes.DEFAULT.refreshIdle(),
                null,
                null);
        return new Family(
                app,
                refreshTokens.issue(
                        database.families().begin(family).orElseThrow().id(), 0, app.id()));
    }

    /** What the database has of these families. It may begin to recover only after servers have answered: waits for that. */
    Map<UUID, State> states(List<UUID> families) {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (true) {
            try {
                return readStates(families);
            } catch (CannotGetJdbcConnectionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private Map<UUID, State> readStates(List<UUID> families) {
        Map<UUID, State> states = new HashMap<>();
        sql().sql("SELECT id, generation, revoked_at IS NOT NULL AS ended FROM tokens WHERE id = ANY (:ids)")
                .param("ids", families.toArray(UUID[]::new))
                .query(row -> {
                    states.put(
                            row.getObject("id", UUID.class),
                            new State(row.getInt("generation"), row.getBoolean("ended")));
                });
        return states;
    }

    /** What is prepared is safe, whatever happens to what is asked of servers. */
    Database database() {
        ConnectionSettings primary = cluster.primaryConnection();
        return new Database(DataSources.direct(new ConnectionSettings(
                primary.url() + "&options=-c%20synchronous_commit=on", primary.user(), primary.password())));
    }

    /** Whatever happens to this program, nothing stays behind. */
    private void vanish() {
        servers.forEach(Server::kill);
        cluster.kill();
        try {
            clear();
        } catch (IOException e) {
            System.err.println("This is left: " + work);
        }
    }

    @Override
    public void close() throws IOException {
        servers.forEach(Server::close);
        cluster.close();
        clear();
    }

    private void clear() throws IOException {
        if (!kept) {
            Trees.delete(work);
        }
    }
}
