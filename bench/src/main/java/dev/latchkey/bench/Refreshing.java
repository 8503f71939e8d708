package dev.latchkey.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Refreshes sessions that no other connection knows, in turn, each with the refresh token of its last answer. */
final class Refreshing implements Workload {

    private final URI endpoint;
    private final Supplier<Map<String, String>> headers;
    private final String[] refreshTokens;
    private int turn;

    /**
     * Sessions at a token endpoint.
     *
     * @param headers of the next request, with what proves who the client is
     */
    Refreshing(URI endpoint, Supplier<Map<String, String>> headers, List<String> refreshTokens) {
        this.endpoint = endpoint;
        this.headers = headers;
        this.refreshTokens = refreshTokens.toArray(String[]::new);
    }

    @Override
    public byte[] request() {
        return HttpConnection.post(
                endpoint, headers.get(), Map.of("grant_type", "refresh_token", "refresh_token", refreshTokens[turn]));
    }

    @Override
    public void answered(HttpConnection.Response response) {
        Workload.check(response, "access_token");
        refreshTokens[turn] = Form.member(response.body(), "refresh_token");
        turn = (turn + 1) % refreshTokens.length;
    }
}
