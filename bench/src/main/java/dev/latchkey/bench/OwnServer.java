package dev.latchkey.bench;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code bin/latchkey-server} on an empty database, with a client for each algorithm and a user. The database is an
 * embedded one that is thrown away afterwards, or, when {@code LATCHKEY_DB_URL} is set, that one.
 */
final class OwnServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TemporaryDirectory work;
    private final String launcher;
    private final ServerProcess process;
    private final URI issuer;
    private final @Nullable EmbeddedPostgres embedded;
    private final ConnectionSettings settings;
    private final Database database;
    private final Map<String, Target.Client> clients = new HashMap<>();
    private final Map<String, UUID> clientIds = new HashMap<>();
    private final Target.User user = new Target.User("bench", ClientSecret.generate());
    private final UUID userId;
    private final Target.Client browserClient =
            new Target.Client("bench-browser", ClientSecret.generate(), new ArrayDeque<>());
    private final UUID browserClientId;
    private final ClientKey key;
    private final Target.Client api;

    private OwnServer(TemporaryDirectory work, String launcher, ServerProcess process, URI issuer) {
        this.work = work;
        this.launcher = launcher;
        this.process = process;
        this.issuer = issuer;
        this.embedded = ExternalDatabase.isNamed() ? null : EmbeddedPostgres.open(home());
        this.settings = embedded == null ? ExternalDatabase.settings() : settingsOf(embedded.login());
        this.database = new Database(DataSources.direct(settings));
        for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.ES256, KeyAlgorithm.RS256)) {
            addClient(algorithm);
        }
        this.browserClientId = addBrowserClient();
        this.key = SenderRows.addClient(database);
        this.api = ExchangeRow.addClient(database);
        this.userId = database.userChanges()
                .add(
                        new Username(user.name()),
                        Profile.parse("bench@example.com", "A User of the Bench"),
                        Scopes.parse("read write"),
                        new Passwords().hash(user.password()),
                        Attribution.of("bench"))
                .orElseThrow(() -> new IllegalStateException("The database is not empty"));
    }

    /** Starts a server as {@code launcher} does, and returns when it knows its clients. */
    static OwnServer start(String launcher) throws IOException, InterruptedException {
        TemporaryDirectory work = TemporaryDirectory.create();
        int port = ServerProcess.freePort();
        Map<String, String> environment = new HashMap<>(ports(port, ServerProcess.freePort()));
        environment.put("LATCHKEY_HOME", work.resolve("home").toString());
        environment.put("LATCHKEY_DATABASE_MIGRATE", "auto");
        // One client sends more here than many do.
        environment.put("LATCHKEY_LIMITS_PUSHED_REQUEST_CLIENT_REQUESTS", "0");
        ServerProcess process = ServerProcess.start(List.of(launcher), environment, work.resolve("server.log"));
        process.awaitOutput("Latchkey is ready at ");
        OwnServer server = new OwnServer(work, launcher, process, URI.create("http://localhost:" + port));
        server.awaitClients();
        return server;
    }

    private static Map<String, String> ports(int port, int managementPort) {
        return Map.of(
                "LATCHKEY_PORT", Integer.toString(port),
                "LATCHKEY_MANAGEMENT_PORT", Integer.toString(managementPort),
                "LATCHKEY_ISSUER", "http://localhost:" + port);
    }

    /** Starts one more server on the same database; returns how long it took to say that it is ready. */
    Duration startAnother() throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("LATCHKEY_DB_URL", settings.url());
        environment.put("LATCHKEY_DB_USER", Objects.requireNonNullElse(settings.user(), ""));
        environment.put("LATCHKEY_DB_PASSWORD", Objects.requireNonNullElse(settings.password(), ""));
        if (embedded != null) {
            environment.put(
                    "LATCHKEY_MASTER_KEY_FILE", home().resolve("master-key").toString());
        }
        return startAnother(environment);
    }

    /** Starts a server on an embedded database that it makes; returns how long it took to say that it is ready. */
    Duration startFirst() throws IOException, InterruptedException {
        try (TemporaryDirectory home = TemporaryDirectory.create()) {
            return startAnother(Map.of("LATCHKEY_HOME", home.path().toString()));
        }
    }

    private Duration startAnother(Map<String, String> where) throws IOException, InterruptedException {
        int managementPort = ServerProcess.freePort();
        Map<String, String> environment = new HashMap<>(where);
        environment.putAll(ports(ServerProcess.freePort(), managementPort));
        long start = System.nanoTime();
        try (ServerProcess another =
                ServerProcess.start(List.of(launcher), environment, work.resolve("another-server.log"))) {
            another.awaitAnswer(URI.create("http://localhost:" + managementPort + "/actuator/health/readiness"));
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void addClient(KeyAlgorithm algorithm) {
        Target.Client client = new Target.Client("bench-" + algorithm, ClientSecret.generate(), new ArrayDeque<>());
        NewClient added = NewClient.confidential(client.id())
                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                .scopes(Scopes.parse("read write"))
                .signingAlgorithm(algorithm)
                .build();
        clients.put(algorithm.name(), client);
        clientIds.put(algorithm.name(), add(added, client));
    }

    /** A client of which users are asked whether they allow it something, once. */
    private UUID addBrowserClient() {
        List<RedirectUri> redirectUris =
                List.of(RedirectUri.parse(Browser.REDIRECT_URI).orElseThrow());
        NewClient added = NewClient.confidential(browserClient.id())
                .grants(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS)
                .scopes(Scopes.parse(Browser.SCOPE))
                .signingAlgorithm(KeyAlgorithm.ES256)
                .signIn(new SignInSettings(redirectUris, List.of(), true, true))
                .build();
        return add(added, browserClient);
    }

    private UUID add(NewClient added, Target.Client client) {
        return database.clients()
                .add(added, ClientSecret.hash(client.secret()), Attribution.of("bench"))
                .orElseThrow(() -> new IllegalStateException("The database is not empty"));
    }

    /** Servers know new clients within a second. */
    private void awaitClients() throws IOException, InterruptedException {
        Target.Endpoints endpoints = Target.Endpoints.discover(issuer);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Target.Client> all = new ArrayList<>(clients.values());
        all.add(browserClient);
        all.add(api);
        for (Target.Client client : all) {
            byte[] request = HttpConnection.post(
                    endpoints.token(), client.authorization(), Map.of("grant_type", "client_credentials"));
            try (HttpConnection connection = new HttpConnection(issuer)) {
                while (connection.exchange(request).status() != 200) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("The server does not get to know its clients");
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    Target target() throws IOException, SQLException {
        // The backend is there for as long as its connection.
        try (Connection connection = connection();
                ResultSet row = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return new Target(
                    "Latchkey",
                    Target.Endpoints.discover(issuer),
                    new Processes(process.pid(), Processes.postmasterOf(row.getInt(1))),
                    clients,
                    user,
                    new CodeFlow(issuer.resolve(Browser.AUTHORIZE), Browser.SCOPE, browserClient, user),
                    new BrowserRows(
                            issuer,
                            browserClient,
                            user,
                            Codes.of(database, new Proofs(hmacKeys()), userId, browserClientId),
                            new Accounts(this, user)),
                    new SenderRows(issuer, key, Objects.requireNonNull(clients.get("ES256")), browserClient, api));
        }
    }

    /** A connection of its own for each statement, which may take its time. */
    JdbcClient sql() {
        return JdbcClient.create(DataSources.direct(settings));
    }

    /** Where its database is. */
    ConnectionSettings settings() {
        return settings;
    }

    /** The owners of its tables. */
    Database database() {
        return database;
    }

    /** A connection for a few statements that belong together. */
    Connection connection() throws SQLException {
        return DataSources.direct(settings).getConnection();
    }

    UUID clientId(String algorithm) {
        return Objects.requireNonNull(clientIds.get(algorithm));
    }

    URI issuer() {
        return issuer;
    }

    UUID userId() {
        return userId;
    }

    /** What makes the server's refresh tokens. */
    RefreshTokens refreshTokens() {
        return new RefreshTokens(hmacKeys());
    }

    /** What seals the server's second factors. */
    DataKey dataKey() {
        return database.dataKeys().current(masterKey());
    }

    private MasterKey masterKey() {
        String file = System.getenv("LATCHKEY_MASTER_KEY_FILE");
        return new MasterKeySource(System.getenv("LATCHKEY_MASTER_KEY"), file == null ? null : Path.of(file), home())
                .load(false);
    }

    private List<byte[]> hmacKeys() {
        return database.keys().findAll(masterKey()).stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.HS256)
                .map(KeyRecord::secretKey)
                .toList();
    }

    private Path home() {
        return work.resolve("home");
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    /** How to connect to an embedded database. */
    private static ConnectionSettings settingsOf(Login login) {
        return new ConnectionSettings(login.url(), login.user(), login.password());
    }

    @Override
    public void close() throws IOException {
        process.close();
        if (embedded != null) {
            embedded.close();
        }
        work.close();
    }
}
