package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.factor.FactorChanges;
import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.Totp;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.limit.BackOff;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.NewSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every command prints in every format. {@code -Dlatchkey.transcripts=write} writes down what it is now. */
class TranscriptIT {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");
    private static final String MASTER_KEY = MasterKey.generate();
    private static final String HASH = "{bcrypt}$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void printsWhatTheTranscriptSays(Path transcript) throws IOException {
        ConnectionSettings settings = TestDatabase.fresh();
        // What a server does in the meantime is done as one: its role is in the audit log.
        var database = new Database(DataSources.direct(TestRoles.server(settings)));
        database.partitions().extend();
        // With the rights that docs/roles.sql says are enough.
        Cli cli = Cli.on(TestRoles.admin(settings)).with("LATCHKEY_MASTER_KEY", MASTER_KEY);
        String expected = Files.readString(transcript);
        String actual = new Transcript(cli, directive -> act(settings, database, directive)).replay(expected);
        if ("write".equals(System.getProperty("latchkey.transcripts"))) {
            Files.writeString(transcript, actual);
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static Map<String, String> act(ConnectionSettings settings, Database database, String directive) {
        List<String> words = List.of(directive.split(" ", -1));
        return switch (words.getFirst()) {
            case "sign-in" -> signIn(database, words.get(1), words.get(2));
            case "browser" ->
                browser(database).signIn(words.get(1), words.get(2), Scopes.of(words.subList(3, words.size())));
            case "redeem" -> browser(database).redeem(words.get(1));
            case "passkey" -> passkey(database, words.get(1), words.get(2));
            case "app" -> app(database, words.get(1));
            case "guess" -> guess(database, words.get(1));
            case "keys" -> {
                database.keyChanges().createMissing(MasterKey.parse(MASTER_KEY), Attribution.of("server"));
                yield Map.of();
            }
            case "key" -> Map.of("KEY", key(database, words.get(1), words.get(2)));
            case "relay" -> relay(database, Integer.parseInt(words.get(1)));
            case "refusing-relay" -> refuse(database);
            case "minutes" -> {
                pass(settings, Integer.parseInt(words.get(1)));
                yield Map.of();
            }
            case "token" -> Tokens.access(database, MasterKey.parse(MASTER_KEY), words.get(1), words.get(2));
            case "refresh" -> Tokens.refresh(database, MasterKey.parse(MASTER_KEY), words.get(1));
            default -> throw new IllegalArgumentException(directive);
        };
    }

    private static Browser browser(Database database) {
        return Browser.of(database, MasterKey.parse(MASTER_KEY));
    }

    /** Adds an authenticator app to an account, as its user does. */
    private static Map<String, String> app(Database database, String username) {
        var user = database.users().findByUsername(new Username(username)).orElseThrow();
        int version = database.users()
                .findCredentials(new Username(username))
                .orElseThrow()
                .version();
        assertThat(database.factors()
                        .changes()
                        .add(
                                new FactorChanges.Owner(user.id(), username, version),
                                new FactorChanges.NewApp(
                                        Totp.newSecret(), 0, database.dataKeys().current(MasterKey.parse(MASTER_KEY)))))
                .isPresent();
        return Map.of();
    }

    /** Adds a passkey to an account, as its user does. */
    private static Map<String, String> passkey(Database database, String username, String name) {
        var user = database.users().findByUsername(new Username(username)).orElseThrow();
        int version = database.users()
                .findCredentials(new Username(username))
                .orElseThrow()
                .version();
        NewSession session = new NewSession(
                user.id(),
                new NewSession.Proof(version, Amr.PASSWORD, false, Duration.ofHours(1)),
                "192.0.2.7",
                "test");
        LiveSession live = database.sessionChanges()
                .begin(session, username, null, Attribution.of("test"))
                .flatMap(begun -> database.sessions().visit(begun, null))
                .orElseThrow();
        byte[] id = name.getBytes(StandardCharsets.UTF_8);
        NewPasskey passkey = new NewPasskey(id, new byte[] {1}, 0, List.of(), new UUID(0, 0), true, true, name);
        assertThat(database.factors().passkeyChanges().add(live, passkey)).isPresent();
        return Map.of();
    }

    /** Fails to sign in until the account has to wait. */
    private static Map<String, String> guess(Database database, String username) {
        var backOff = new BackOff(2, Duration.ofHours(1), Duration.ofHours(1));
        while (database.signInFailures()
                .begin(username, SignInFailures.ANYWHERE, backOff)
                .isZero()) {
            // Once more.
        }
        return Map.of();
    }

    /** Accepts so many letters, as a server with a relay does. */
    private static Map<String, String> relay(Database database, int letters) {
        Thread.ofVirtual().start(() -> {
            for (int i = 0; i < letters; i++) {
                database.outbox().delivered(next(database));
            }
        });
        return Map.of();
    }

    private static Map<String, String> refuse(Database database) {
        Thread.ofVirtual()
                .start(() -> database.outbox()
                        .failed(next(database), "the relay smtp.example.com:587 answered '550 5.1.1 no such user'"));
        return Map.of();
    }

    private static UUID next(Database database) {
        while (true) {
            for (Message message : database.outbox().claim(Set.of("test"), List.of(), 1)) {
                return message.id();
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String key(Database database, String algorithm, String state) {
        return database.keys().list().stream()
                .filter(key -> key.algorithmName().equals(algorithm)
                        && key.state().name().equals(state))
                .findFirst()
                .orElseThrow()
                .id()
                .toString();
    }

    /** Keys grow older when they are moved into the past. */
    private static void pass(ConnectionSettings settings, int minutes) {
        JdbcClient.create(DataSources.direct(settings))
                .sql("""
                        UPDATE signing_keys
                           SET created_at = created_at - :minutes * interval '1 minute',
                               active_from = active_from - :minutes * interval '1 minute',
                               active_until = active_until - :minutes * interval '1 minute',
                               published_until = published_until - :minutes * interval '1 minute'
                        """)
                .param("minutes", minutes)
                .update();
    }

    /** Begins a family as the server does at a sign-in; its id is {@code $FAMILY}. */
    private static Map<String, String> signIn(Database database, String username, String clientId) {
        var user = database.users().findByUsername(new Username(username)).orElseThrow();
        if (!user.hasPassword()) {
            database.userChanges().setPassword(user, HASH, Attribution.of("test"));
        }
        var client = database.clients().findByClientId(clientId).orElseThrow();
        var family = database.families()
                .begin(new NewFamily(
                        user.id(),
                        database.users()
                                .findCredentials(new Username(username))
                                .orElseThrow()
                                .version(),
                        client.id(),
                        "password",
                        Scopes.parse("read"),
                        Duration.ofDays(30),
                        Duration.ofDays(14),
                        "192.0.2.7",
                        "curl/8.5.0"))
                .orElseThrow();
        return Map.of("FAMILY", family.id().toString());
    }
}
