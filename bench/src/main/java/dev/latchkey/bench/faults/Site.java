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
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What faults happen to: servers, and a PostgreSQL of the programs that come with Latchkey, with a synchronous standby
 * or without. All of it listens on 127.0.0.1 only, and goes when this is closed or the program ends.
 */
final class Site implements AutoCloseable {

    /** Longer than a server is ever away: a client that lost an answer asks again in time. */
    private static final Duration GRACE = Duration.ofMinutes(10);

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
    private Postgres primary;
    private @Nullable Postgres standby;
    private @Nullable HaProxy proxy;
    private boolean kept;

    /**
     * How a site is.
     *
     * @param launcher {@code bin/latchkey-server}, or that of another build
     * @param standby whether the database has a synchronous one
     * @param proxy whether servers know one address only, that of a proxy in front of both
     */
    record Plan(String launcher, int servers, boolean standby, boolean proxy) {}

    private Site(Path work, Plan plan, Random random) throws IOException, InterruptedException, SQLException {
        this.work = work;
        this.random = random;
        Path home = work.resolve("home");
        EmbeddedPostgres cluster = EmbeddedPostgres.open(home);
        Login login = cluster.login();
        ConnectionSettings settings = new ConnectionSettings(login.url(), login.user(), login.password());
        cluster.close();
        Path data = home.resolve("data");
        Files.writeString(
                data.resolve("pg_hba.conf"),
                Files.readString(data.resolve("pg_hba.conf")) + "host replication all 127.0.0.1/32 scram-sha-256\n");
        this.primary = postgres(home, data, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(this::vanish));
        primary.start();
        Migrations.migrate(primary.connection());
        database().partitions().extend();
        String masterKey = MasterKey.generate();
        List<App> apps = List.of(addApp("retries", GRACE), addApp("never-retries", Duration.ZERO));
        this.account = new Client.Account(apps, "alice", ClientSecret.generate());
        this.passwordHash = new Passwords().hash(account.password());
        this.userId = database()
                .userChanges()
                .add(new Username(account.username()), Profile.EMPTY, SCOPES, passwordHash, Attribution.of("bench"))
                .orElseThrow();
        if (plan.standby()) {
            standby = postgres(home, work.resolve("other"), settings);
            Standby.follow(primary, standby);
            Standby.requireFor(primary);
        }
        if (plan.proxy()) {
            proxy = HaProxy.start(
                    work, Ports.free(random), primary.port(), standby().port());
        }
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

    private Postgres postgres(Path home, Path data, ConnectionSettings cluster) throws IOException {
        try (Stream<Path> programs = Files.list(home.resolve("postgresql"))) {
            return new Postgres(
                    programs.findFirst().orElseThrow().resolve("bin"),
                    data,
                    Ports.free(random),
                    Objects.requireNonNull(cluster.password()));
        }
    }

    private Map<String, String> environment(String masterKey) throws IOException {
        ConnectionSettings connection = primary.connection(address(), "");
        return Map.of(
                "LATCHKEY_DB_URL", connection.url(),
                "LATCHKEY_DB_USER", Objects.requireNonNull(connection.user()),
                "LATCHKEY_DB_PASSWORD", Objects.requireNonNull(connection.password()),
                "LATCHKEY_MASTER_KEY", masterKey,
                "LATCHKEY_MANAGEMENT_PORT", Integer.toString(Ports.free(random)));
    }

    private String address() {
        if (proxy != null) {
            return "127.0.0.1:" + proxy.port();
        }
        String first = "127.0.0.1:" + primary.port();
        return standby == null ? first : first + ",127.0.0.1:" + standby.port();
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

    Postgres primary() {
        return primary;
    }

    HaProxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    Postgres standby() {
        return Objects.requireNonNull(standby);
    }

    /** What was the standby is the primary now, and the other way round. */
    void swap() {
        Postgres former = primary;
        primary = standby();
        standby = former;
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

    /** What the database has of these families. */
    Map<UUID, State> states(List<UUID> families) {
        Map<UUID, State> states = new HashMap<>();
        primary.sql()
                .sql("SELECT id, generation, revoked_at IS NOT NULL AS ended FROM tokens WHERE id = ANY (:ids)")
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
        return new Database(DataSources.direct(
                primary.connection("127.0.0.1:" + primary.port(), "&options=-c%20synchronous_commit=on")));
    }

    /** Whatever happens to this program, nothing stays behind. */
    private void vanish() {
        servers.forEach(Server::kill);
        if (proxy != null) {
            proxy.close();
        }
        primary.kill();
        if (standby != null) {
            standby.kill();
        }
        try {
            clear();
        } catch (IOException e) {
            System.err.println("This is left: " + work);
        }
    }

    @Override
    public void close() throws IOException {
        servers.forEach(Server::close);
        if (proxy != null) {
            proxy.close();
        }
        if (standby != null) {
            standby.close();
        }
        primary.close();
        clear();
    }

    private void clear() throws IOException {
        if (!kept) {
            Trees.delete(work);
        }
    }
}
