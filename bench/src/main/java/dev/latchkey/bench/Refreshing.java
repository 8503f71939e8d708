package dev.latchkey.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** Refreshes sessions that no other connection knows, in turn, each with the refresh token of its last answer. */
final class Refreshing implements Workload {

    private final URI endpoint;
    private final String authorization;
    private final String[] refreshTokens;
    private int turn;

    Refreshing(URI endpoint, Target.Client client, List<String> refreshTokens) {
        this.endpoint = endpoint;
        this.authorization = client.authorization();
        this.refreshTokens = refreshTokens.toArray(String[]::new);
    }

    @Override
    public byte[] request() {
        return HttpConnection.post(
                endpoint, authorization, Map.of("grant_type", "refresh_token", "refresh_token", refreshTokens[turn]));
    }

    @Override
    public void answered(HttpConnection.Response response) {
        Workload.check(response, "access_token");
        refreshTokens[turn] = Form.member(response.body(), "refresh_token");
        turn = (turn + 1) % refreshTokens.length;
    }
}
