package dev.latchkey.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say where another OAuth 2 server is, and how to use it. */
final class Peer {

    @Option(names = "--url", required = true, description = "The issuer of another server, which runs on this machine.")
    private URI url = URI.create("");

    @Option(names = "--name", description = "What the report calls it.")
    private String name = "peer";

    @Option(names = "--server-pid", required = true, description = "Its process.")
    private long serverPid;

    @Option(names = "--database-pid", description = "The parent of its database's processes.")
    private @Nullable Long databasePid;

    @Option(names = "--user", description = "A user who may sign in with a password.")
    private @Nullable String user;

    @Option(names = "--password-file", description = "Has the password in its first line.")
    private @Nullable Path passwordFile;

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<ClientOptions> clients = new ArrayList<>();

    private static final class ClientOptions {

        @Option(
                names = "--client",
                required = true,
                description =
                        "A confidential client. Give another one for the other algorithm that tokens are signed with.")
        private String id = "";

        @Option(names = "--secret-file", required = true, description = "Has its secret in its first line.")
        private Path secretFile = Path.of("");

        @Option(
                names = "--refresh-tokens",
                description = "Has refresh tokens of the client, one a line, for servers without password sign-in.")
        private @Nullable Path refreshTokens;

        Target.Client client() throws IOException {
            Queue<String> tokens =
                    new ArrayDeque<>(refreshTokens == null ? List.of() : Files.readAllLines(refreshTokens));
            return new Target.Client(id, firstLine(secretFile), tokens);
        }
    }

    Target target() throws IOException {
        if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
            throw new IllegalArgumentException("Only servers on this machine are measured, not " + url);
        }
        Target.Endpoints endpoints = Target.Endpoints.discover(url);
        Map<String, Target.Client> byAlgorithm = new HashMap<>();
        for (ClientOptions options : clients) {
            Target.Client client = options.client();
            byAlgorithm.put(algorithm(endpoints, client), client);
        }
        return new Target(
                name,
                endpoints,
                new Processes(serverPid, databasePid == null ? OptionalLong.empty() : OptionalLong.of(databasePid)),
                byAlgorithm,
                user == null || passwordFile == null ? null : new Target.User(user, firstLine(passwordFile)),
                null,
                null,
                null);
    }

    /** What a client's access tokens are signed with. */
    static String algorithm(Target.Endpoints endpoints, Target.Client client) throws IOException {
        byte[] request = HttpConnection.post(
                endpoints.token(), client.authorization(), Map.of("grant_type", "client_credentials"));
        try (HttpConnection connection = new HttpConnection(endpoints.token())) {
            HttpConnection.Response response = connection.exchange(request);
            Workload.check(response, "access_token");
            String header = Form.member(response.body(), "access_token").replaceAll("\\..*", "");
            return Form.member(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8), "alg");
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        }
    }
}
