package dev.latchkey.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of request that a server can be asked.
 *
 * @param workloads what its connections ask
 */
record Row(String name, Workloads workloads) {

    static final String REFRESH = "refresh, ";
    static final String PASSWORD = "password";

    private static final List<String> ALGORITHMS = List.of("ES256", "RS256");

    /** Of each connection and algorithm. */
    static final int SESSIONS = 4;

    /** Makes what so many connections ask, when it is their turn: access tokens do not live long. */
    interface Workloads {
        List<Workload> of(int connections) throws IOException;
    }

    /** Makes what one connection asks. */
    interface Preparation {
        Workload make() throws IOException;
    }

    /** A kind of request that each connection prepares for itself. */
    static Row each(String name, Preparation one) {
        return new Row(name, connections -> {
            List<Workload> workloads = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                workloads.add(one.make());
            }
            return workloads;
        });
    }

    /** All kinds that this server knows. */
    static List<Row> of(Target target) {
        List<Row> rows = new ArrayList<>();
        byte[] jwks = HttpConnection.get(target.endpoints().jwks());
        rows.add(new Row("JWKS", repeating(jwks, "\"keys\"")));
        for (String algorithm : ALGORITHMS) {
            Target.Client client = target.clients().get(algorithm);
            if (client != null) {
                addRowsOf(target, client, algorithm, rows);
            }
        }
        if (target.codeFlow() != null) {
            rows.addAll(target.codeFlow().rows(target.endpoints().token()));
        }
        if (target.browserRows() != null) {
            rows.addAll(target.browserRows().rows());
        }
        if (target.senderRows() != null) {
            rows.addAll(target.senderRows().rows(target));
        }
        return rows;
    }

    /** One of them; empty when this server cannot do that. */
    static Optional<Row> named(Target target, String name) {
        return of(target).stream().filter(row -> row.name().equals(name)).findFirst();
    }

    private static void addRowsOf(Target target, Target.Client client, String algorithm, List<Row> rows) {
        byte[] credentials = HttpConnection.post(
                target.endpoints().token(), client.authorization(), Map.of("grant_type", "client_credentials"));
        rows.add(new Row("client credentials, " + algorithm, repeating(credentials, "access_token")));
        byte[] signIn = target.signIn(client);
        if (signIn != null || !client.refreshTokens().isEmpty()) {
            rows.add(new Row(REFRESH + algorithm, connections -> refreshing(target, client, connections)));
            rows.add(new Row("introspection, " + algorithm, connections -> introspecting(target, client, connections)));
        }
        // It costs the hash, whatever signs its token.
        if (signIn != null && rows.stream().noneMatch(row -> row.name().equals(PASSWORD))) {
            rows.add(new Row(PASSWORD, repeating(signIn, "refresh_token")));
        }
    }

    private static Workloads repeating(byte[] request, String expected) {
        return connections -> {
            List<Workload> workloads = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                workloads.add(Workload.repeating(request, expected));
            }
            return workloads;
        };
    }

    private static List<Workload> refreshing(Target target, Target.Client client, int connections) throws IOException {
        List<Workload> workloads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            workloads.add(new Refreshing(
                    target.endpoints().token(),
                    () -> Map.of("Authorization", client.authorization()),
                    target.sessions(client, SESSIONS)));
        }
        return workloads;
    }

    private static List<Workload> introspecting(Target target, Target.Client client, int connections)
            throws IOException {
        List<Workload> workloads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            byte[] request = HttpConnection.post(
                    target.endpoints().introspection(),
                    client.authorization(),
                    Map.of("token", target.accessToken(client)));
            workloads.add(Workload.repeating(request, "\"active\":true"));
        }
        return workloads;
    }
}
