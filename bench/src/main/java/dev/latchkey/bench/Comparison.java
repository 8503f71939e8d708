package dev.latchkey.bench;

import dev.latchkey.bench.HttpConnection.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures each kind of request in turn. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "What a request costs, of a server that is started for it or of any OAuth 2 server at --url.",
        footer = {
            "",
            "For --url: BENCH_CLIENT_ES256 and BENCH_CLIENT_RS256 are confidential clients whose tokens are signed so,",
            "as ID:SECRET; BENCH_USER is somebody who may sign in, as NAME:PASSWORD. Rows that lack one are left out."
        })
final class Comparison implements Callable<Integer> {

    private static final List<String> ALGORITHMS = List.of("ES256", "RS256");

    /** Of each connection and algorithm. */
    private static final int SESSIONS = 4;

    @Option(names = "--seconds", description = "How long each kind is measured, after warming up.")
    private int seconds = 10;

    @Option(names = "--connections", description = "How many requests are under way at once.")
    private int connections = 16;

    @Option(names = "--only", description = "Rows whose name has this in it. May be given several times.")
    private List<String> only = List.of("");

    @Option(names = "--name", description = "Of the server, and of the files of results.")
    private String name = "latchkey";

    @Option(names = "--results", description = "Where the table and the plot go.")
    private Path results = Path.of("bench/results");

    @Option(names = "--server", description = "What is started; another build's, to compare with.")
    private String launcher = "bin/latchkey-server";

    @Option(names = "--url", description = "The issuer of a server that runs already.")
    private @Nullable URI url;

    @Option(names = "--server-pid", description = "Its process, with --url.")
    private long serverPid = ProcessHandle.current().pid();

    @Option(names = "--postmaster-pid", description = "The parent of its database's processes, with --url.")
    private @Nullable Long postmasterPid;

    private final List<Measurement> rows = new ArrayList<>();
    private final List<Parts.Part> parts = new ArrayList<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new Comparison()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Report report = new Report(name, connections, seconds);
        if (url == null) {
            try (OwnServer server = OwnServer.start(launcher)) {
                Target target = server.target();
                measure(target);
                Parts alone = new Parts(Duration.ofSeconds(2));
                parts.addAll(alone.inMemory());
                if (target.processes().postmaster().isPresent() && !rows.isEmpty()) {
                    parts.add(alone.update(server, target.processes()));
                }
            }
        } else {
            measure(new Target(
                    Target.Endpoints.discover(url),
                    new Processes(
                            serverPid, postmasterPid == null ? OptionalLong.empty() : OptionalLong.of(postmasterPid)),
                    clientsOfEnvironment(),
                    userOfEnvironment()));
        }
        report.write(results, rows, parts);
        return rows.stream().anyMatch(row -> row.errors() > 0) ? 1 : 0;
    }

    private void measure(Target target) throws IOException, InterruptedException {
        URI token = target.endpoints().token();
        run(
                "JWKS",
                target,
                i -> Workload.repeating(HttpConnection.get(target.endpoints().jwks()), "\"keys\""));
        for (String algorithm : ALGORITHMS) {
            Target.Client client = target.clients().get(algorithm);
            if (client != null) {
                byte[] request =
                        HttpConnection.post(token, client.authorization(), Map.of("grant_type", "client_credentials"));
                run("client credentials, " + algorithm, target, i -> Workload.repeating(request, "access_token"));
            }
        }
        if (target.user() != null) {
            for (String algorithm : ALGORITHMS) {
                Target.Client client = target.clients().get(algorithm);
                if (client != null) {
                    signedIn(algorithm, target, client, target.user());
                }
            }
        }
    }

    private void signedIn(String algorithm, Target target, Target.Client client, Target.User user)
            throws IOException, InterruptedException {
        URI token = target.endpoints().token();
        byte[] signIn = HttpConnection.post(
                token,
                client.authorization(),
                Map.of("grant_type", "password", "username", user.name(), "password", user.password()));
        String refresh = "refresh, " + algorithm;
        if (isWanted(refresh)) {
            List<Response> sessions = signIn(token, signIn, SESSIONS * connections);
            run(
                    refresh,
                    target,
                    i -> new Refreshing(
                            token,
                            client,
                            sessions.subList(i * SESSIONS, (i + 1) * SESSIONS).stream()
                                    .map(session -> Form.member(session.body(), "refresh_token"))
                                    .toList()));
        }
        String introspection = "introspection, " + algorithm;
        if (isWanted(introspection)) {
            // Fresh: the other rows may have taken longer than an access token lives.
            List<Response> sessions = signIn(token, signIn, connections);
            run(
                    introspection,
                    target,
                    i -> Workload.repeating(
                            HttpConnection.post(
                                    target.endpoints().introspection(),
                                    client.authorization(),
                                    Map.of("token", Form.member(sessions.get(i).body(), "access_token"))),
                            "\"active\":true"));
        }
        if (algorithm.equals(ALGORITHMS.getFirst())) {
            run("password", target, i -> Workload.repeating(signIn, "refresh_token"));
        }
    }

    private void run(String row, Target target, IntFunction<Workload> workload) throws InterruptedException {
        if (isWanted(row)) {
            List<Workload> workloads =
                    IntStream.range(0, connections).mapToObj(workload).toList();
            Load load = new Load(target.endpoints().token(), target.processes(), Duration.ofSeconds(seconds));
            Measurement measured = load.run(row, workloads);
            System.out.println(Report.line(measured));
            rows.add(measured);
        }
    }

    private boolean isWanted(String row) {
        return only.stream().anyMatch(row::contains);
    }

    private static List<Response> signIn(URI endpoint, byte[] request, int times) throws IOException {
        List<Response> answers = new ArrayList<>();
        while (answers.size() < times) {
            try (HttpConnection connection = new HttpConnection(endpoint)) {
                do {
                    answers.add(connection.exchange(request));
                    Workload.check(answers.getLast(), "refresh_token");
                } while (answers.size() < times && !answers.getLast().last());
            }
        }
        return answers;
    }

    private static Map<String, Target.Client> clientsOfEnvironment() {
        Map<String, Target.Client> clients = new HashMap<>();
        for (String algorithm : ALGORITHMS) {
            String[] pair = pair("BENCH_CLIENT_" + algorithm);
            if (pair.length == 2) {
                clients.put(algorithm, new Target.Client(pair[0], pair[1]));
            }
        }
        return clients;
    }

    private static Target.@Nullable User userOfEnvironment() {
        String[] pair = pair("BENCH_USER");
        return pair.length == 2 ? new Target.User(pair[0], pair[1]) : null;
    }

    private static String[] pair(String variable) {
        String value = System.getenv(variable);
        return value == null ? new String[0] : value.split(":", 2);
    }
}
