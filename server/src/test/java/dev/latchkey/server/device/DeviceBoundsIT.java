package dev.latchkey.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** What a device does not get, and does not store. */
class DeviceBoundsIT extends SharedServer {

    @Test
    void aScopeThatTheClientLostIsNeitherShownNorGranted() {
        TestClient losing = DeviceFlow.addClient(server, "losing-tv");
        for (boolean approvedBefore : new boolean[] {false, true}) {
            server.update("UPDATE clients SET scopes = '{read,write}' WHERE id = :id", "id", losing.id());
            server.reload();
            DeviceFlow flow = DeviceFlow.begin(http, losing, "scope", "read write");
            WebFlow browser = WebFlow.of(server, losing);
            if (approvedBefore) {
                flow.decide(browser, alice, "allow");
            }
            server.update("UPDATE clients SET scopes = '{read}' WHERE id = :id", "id", losing.id());
            if (!approvedBefore) {
                assertThat(flow.ask(browser, alice).body()).contains("read").doesNotContain("write");
                flow.decide(browser, alice, "allow");
            }
            server.reload();
            assertThat(flow.poll().expect(200).text("scope")).isEqualTo("read");
        }
    }

    /** Else a stranger with one code could fill the table. */
    @Test
    void noProofIsStoredForAPollThatIsTooSoonOrOfAGrantThatIsOver() {
        DeviceFlow flow = DeviceFlow.begin(http, DeviceFlow.addClient(server, "polling-tv"), "scope", "read");
        DpopKey key = DpopKey.es256();
        long before = server.database().requests().seenOnce().count();
        poll(flow, key).expectError(400, "authorization_pending");
        poll(flow, key).expectError(400, "slow_down");
        poll(flow, key).expectError(400, "slow_down");
        server.update("UPDATE device_grants SET expires_at = now()");
        poll(flow, key).expectError(400, "expired_token");
        poll(flow, key).expectError(400, "expired_token");
        assertThat(server.database().requests().seenOnce().count() - before).isEqualTo(1);
    }

    private static Answer poll(DeviceFlow flow, DpopKey key) {
        HttpRequest.Builder request = http.request("/oauth2/token")
                .header("DPoP", key.proof("POST", http.base() + "/oauth2/token"))
                .POST(BodyPublishers.ofString(
                        "client_id=polling-tv&grant_type=" + DeviceFlow.GRANT + "&device_code=" + flow.deviceCode()));
        return http.send(request, Http.FORM);
    }
}
