package dev.latchkey.bench;

import java.util.Map;

/** What we want to reach, on two cores that server, database and load share. CPU in microseconds, of server and database. */
final class Aims {

    static final String FLOOD = "≤ 2×";
    static final String READY = "≤ 1.5 s";
    static final String MEMORY = "≤ 250 MB";
    static final String SESSION_BYTES = "≤ 300";
    static final String GROWTH = "≤ 1.1";

    private static final Map<String, String> CPU = Map.of(
            "JWKS", "≤ 20",
            "client credentials, ES256", "≤ 80",
            "client credentials, RS256", "≤ 300",
            "refresh, ES256", "≤ 200",
            "refresh, RS256", "≤ 420",
            "introspection, ES256", "≤ 130",
            "introspection, RS256", "≤ 130",
            "password", "hash + 500");

    private Aims() {}

    static String cpu(String row) {
        return CPU.getOrDefault(row, "");
    }
}
