import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.server.LatchkeyServer;
import dev.latchkey.server.statuslist.StatusList;
import dev.latchkey.server.statuslist.StatusLists;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** See {@code run} beside this file. Called with a directory for an embedded database that does not exist yet. */
public class StatusListBench {

    static final int SESSIONS = 1_000_000;
    static final Duration TTL = Duration.ofSeconds(10);
    static final Duration LIFETIME = Duration.ofMinutes(5);
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Seeded: each run revokes the same ones. */
    static final Random RANDOM = new Random(1);

    static JWSSigner signer;
    static String lastToken;

    public static void main(String[] args) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        signer = new RSASSASigner(keys.generateKeyPair().getPrivate());
        signer.getJCAContext().setProvider(AmazonCorrettoCryptoProvider.INSTANCE);
        bytes();
        rebuild();
        servers(Path.of(args[0]));
        System.exit(0);
    }

    static void bytes() throws Exception {
        System.out.printf("Bytes for %,d sessions in lists of %,d (RS256)%n", SESSIONS, StatusList.SIZE);
        System.out.printf("%-12s %8s %8s   %s%n", "revoked", "JWT", "gzip", "largest list: JWT, gzip");
        for (double share : new double[] {0, 0.001, 0.01, 0.1}) {
            long raw = 0;
            long gzip = 0;
            int largest = 0;
            int largestGzip = 0;
            for (int from = 0; from < SESSIONS; from += StatusList.SIZE) {
                StatusList list = list(from / StatusList.SIZE);
                list.add(revoked(from, Math.min(SESSIONS, from + StatusList.SIZE), share));
                token(list, NOW);
                int size = lastToken.length();
                int compressed = gzip(lastToken);
                raw += size;
                gzip += compressed;
                largest = Math.max(largest, size);
                largestGzip = Math.max(largestGzip, compressed);
            }
            System.out.printf("%-12s %,8d %,8d   %,d, %,d%n", share * 100 + " %", raw, gzip, largest, largestGzip);
        }
    }

    static void rebuild() {
        StatusList list = list(0);
        list.add(revoked(0, StatusList.SIZE, 0.01));
        System.out.printf("%nCPU of a list with 1 %% revoked, µs: median of 200%n");
        System.out.printf("one more revoked, compress and sign  %6.0f%n", median(200, run -> {
            list.add(IntStream.of(run).collect(BitSet::new, BitSet::set, BitSet::or));
            return () -> token(list, NOW);
        }));
        System.out.printf("nothing new, sign again              %6.0f%n", median(200, run -> () -> token(list, NOW.plusSeconds(10 * (run + 1)))));
        Instant last = NOW.plusSeconds(10_000);
        token(list, last);
        System.out.printf("nothing new, the same token          %6.2f%n", median(200, run -> () -> {
            for (int i = 0; i < 1000; i++) {
                token(list, last);
            }
        }) / 1000);
    }

    /** Two real servers in this program, over one database with a million indexes given away. */
    static void servers(Path home) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home)) {
            ConnectionSettings database = new ConnectionSettings(
                    postgres.login().url(), postgres.login().user(), postgres.login().password());
            Server one = Server.start(database, "http://localhost");
            Server two = Server.start(database, "http://localhost");
            JdbcClient sql = JdbcClient.create(DataSources.direct(database));
            sql.sql("SELECT setval('token_status_index', :last)").param("last", SESSIONS).query(Long.class).single();
            // The lists are made when a server next looks; what is revoked comes after them.
            Thread.sleep(1000);
            sql.sql("INSERT INTO revoked_statuses SELECT i FROM generate_series(0, :last) i WHERE i % 100 = 0")
                    .param("last", SESSIONS - 1).update();
            Thread.sleep(1000);
            latency(one, two);
            fetches(one);
            polls();
            two.context().close();
            one.context().close();
        }
    }

    record Server(ConfigurableApplicationContext context, int port) {

        static Server start(ConnectionSettings database, String issuer) throws IOException {
            int port;
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            return new Server(
                    SpringApplication.run(
                            LatchkeyServer.class,
                            "--latchkey.port=" + port,
                            "--latchkey.management-port=0",
                            "--latchkey.issuer=" + issuer,
                            "--latchkey.db.url=" + database.url(),
                            "--latchkey.db.user=" + database.user(),
                            "--latchkey.db.password=" + database.password(),
                            "--latchkey.master-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                            "--latchkey.database.migrate=auto",
                            "--logging.level.root=error",
                            "--logging.level.dev.latchkey=error"),
                    port);
        }

        Database database() {
            return context.getBean(Database.class);
        }

        HttpResponse<byte[]> get(long list, String header, String value) throws Exception {
            URI uri = URI.create("http://localhost:" + port + "/status-lists/" + list);
            return HTTP.send(HttpRequest.newBuilder(uri).header(header, value).build(), BodyHandlers.ofByteArray());
        }

        /** Reads the list as a validator does. */
        boolean publishes(long list, int place) throws Exception {
            String token = new String(get(list, "Accept", "*/*").body(), StandardCharsets.US_ASCII);
            JWSObject jws = JWSObject.parse(token);
            Map<?, ?> status = (Map<?, ?>) jws.getPayload().toJSONObject().get("status_list");
            byte[] compressed = Base64.getUrlDecoder().decode(status.get("lst").toString());
            byte[] bits = new InflaterInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
            return (bits[place / 8] >> place % 8 & 1) == 1;
        }
    }

    static void latency(Server one, Server two) throws Exception {
        Database database = one.database();
        StatusLists lists = one.context().getBean(StatusLists.class);
        String hash = "{argon2}none";
        Attribution by = Attribution.of("bench");
        Scopes read = Scopes.parse("read");
        UUID user = database.userChanges().add(new Username("bench"), Profile.EMPTY, read, hash, by).orElseThrow();
        UUID client = database.clients()
                .add(
                        NewClient.confidential("bench").grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE))).scopes(read).build(),
                        ClientSecret.hash("secret"),
                        by)
                .orElseThrow();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Family family = database.families()
                    .begin(new NewFamily(user, 0, client, "password", read, Duration.ofDays(30), Duration.ofDays(14), null, null))
                    .orElseThrow();
            long index = family.statusIndex();
            Map<?, ?> claim = (Map<?, ?>) lists.claim(index).orElseThrow().get("status_list");
            int place = (int) claim.get("idx");
            Thread.sleep(RANDOM.nextInt(250));
            database.revocations().revoke(family.id(), "bench", by);
            long start = System.nanoTime();
            while (!one.publishes(index / StatusList.SIZE, place) || !two.publishes(index / StatusList.SIZE, place)) {
                Thread.sleep(2);
            }
            millis.add((System.nanoTime() - start) / 1e6);
        }
        millis.sort(null);
        System.out.printf("%nFrom the commit of a revocation until both of two servers publish it, 200 times, ms%n");
        System.out.printf("median %.0f, worst %.0f%n", millis.get(100), millis.getLast());
    }

    static void fetches(Server server) throws Exception {
        System.out.printf("%nCPU of the server's threads per GET of a list with 1 %% revoked, µs, of 10,000%n");
        String threads = "http-nio-" + server.port();
        for (String[] header : new String[][] {{"Accept", "*/*"}, {"Accept-Encoding", "gzip"}, {"If-None-Match", "*"}}) {
            long before = 0;
            int size = 0;
            for (int i = 0; i < 15_000; i++) {
                if (i == 5_000) {
                    before = cpu(threads);
                }
                size = server.get(i % 3, header[0], header[1]).body().length;
            }
            System.out.printf("%-22s %6.0f   %,d bytes%n", header[0] + ": " + header[1], (cpu(threads) - before) / 10_000e3, size);
        }
    }

    static void polls() throws Exception {
        long before = cpu("status-lists");
        Thread.sleep(10_000);
        System.out.printf("%nCPU of a server per poll of the database, µs%n");
        System.out.printf("nothing revoked %6.0f%n", (cpu("status-lists") - before) / 80e3);
    }

    static StatusList list(int number) {
        byte[] seed = new byte[32];
        RANDOM.nextBytes(seed);
        return new StatusList("https://id.example.com/status-lists/" + number, seed);
    }

    /** The positions, in the list that begins with this index, of those that are revoked. */
    static BitSet revoked(int from, int to, double share) {
        return IntStream.range(0, to - from).filter(position -> RANDOM.nextDouble() < share)
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    static void token(StatusList list, Instant confirmedAt) {
        list.token(confirmedAt, TTL, LIFETIME, payload -> {
            try {
                JWSObject jws = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(UUID.randomUUID().toString())
                        .type(new JOSEObjectType("statuslist+jwt")).build(), payload);
                jws.sign(signer);
                lastToken = jws.serialize();
                return lastToken;
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    static int gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.size();
    }

    /** In microseconds, of what {@code work} returns for each run; as many runs before it that do not count. */
    static double median(int runs, IntFunction<Runnable> work) {
        double[] times = IntStream.range(0, 2 * runs).mapToDouble(run -> {
            Runnable measured = work.apply(run);
            long before = THREADS.getCurrentThreadCpuTime();
            measured.run();
            return (THREADS.getCurrentThreadCpuTime() - before) / 1e3;
        }).skip(runs).sorted().toArray();
        return times[runs / 2];
    }

    /** Of all threads whose name begins so, in nanoseconds. */
    static long cpu(String name) {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(name))
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }
}
