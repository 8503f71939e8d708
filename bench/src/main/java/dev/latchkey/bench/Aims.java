package dev.latchkey.bench;

import java.util.Map;

/** What we want to reach, on two cores that server, database and load share. CPU in microseconds, of server and database. */
final class Aims {

    static final String FLOOD = "≤ 1.5×";
    static final String READY = "≤ 1.5 s";
    static final String FIRST = "≤ 4 s";
    static final String MEMORY = "≤ 220 MB";
    static final String SESSION_BYTES = "≤ 300";
    static final String GROWTH = "≤ 1.1";

    private static final String HASH = "hash + ";

    private static final Map<String, String> CPU = Map.ofEntries(
            Map.entry("JWKS", "≤ 20"),
            Map.entry("client credentials, ES256", "≤ 80"),
            Map.entry("client credentials, RS256", "≤ 300"),
            Map.entry("refresh, ES256", "≤ 200"),
            Map.entry("refresh, RS256", "≤ 420"),
            Map.entry("introspection, ES256", "≤ 130"),
            Map.entry("introspection, RS256", "≤ 130"),
            Map.entry("password", HASH + "500"),
            // The sums of the aims of their requests, below.
            Map.entry(CodeFlow.AUTHORIZE, "≤ 475"),
            Map.entry(CodeFlow.SIGN_IN, HASH + "2475"),
            Map.entry(BrowserRows.AUTHORIZE, "≤ 115"),
            Map.entry(BrowserRows.REDEEM, "≤ 360"),
            Map.entry(BrowserRows.USERINFO, "≤ 100"),
            Map.entry(BrowserRows.PAGE, "≤ 45"),
            Map.entry(BrowserRows.SIGN_IN, HASH + "2200"),
            Map.entry(BrowserRows.APP, HASH + "3000"),
            Map.entry(BrowserRows.PASSKEY, "≤ 2500"),
            Map.entry(SenderRows.REFRESH, "≤ 330"),
            Map.entry(SenderRows.CREDENTIALS, "≤ 330"),
            Map.entry(SenderRows.PUSHED, "≤ 250"));

    private Aims() {}

    static String cpu(String row) {
        return CPU.getOrDefault(row, "");
    }

    /** Whether a row costs a hash, beside which nothing of the other rows could be seen in a plot. */
    static boolean hasHash(String row) {
        return cpu(row).startsWith(HASH);
    }
}
