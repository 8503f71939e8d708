package dev.latchkey.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.device.DeviceOutcome.Redeemed;
import dev.latchkey.core.device.DeviceOutcome.Refusal;
import dev.latchkey.core.device.DeviceOutcome.Refused;
import dev.latchkey.core.device.DeviceOutcome.Waiting;
import dev.latchkey.core.family.BrowserSignIn;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DeviceGrantsIT {

    private static final Proofs PROOFS = new Proofs(List.of(new byte[32]));
    private static final Scopes READ = Scopes.parse("openid read");
    private static final int POLLERS = 20;

    private static JdbcClient sql;
    private static Database database;
    private static DeviceGrants grants;
    private static Accounts accounts;
    private static final List<SingleConnection> SERVERS = new ArrayList<>();
    private static int number;

    private User user;
    private Client client;
    private SessionReference session;
    private DeviceGrants.Codes codes;
    private UUID id;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(settings));
        for (int i = 0; i < POLLERS; i++) {
            SERVERS.add(new SingleConnection(settings));
        }
        database = SERVERS.getFirst().database();
        database.partitions().extend();
        grants = database.deviceGrants();
        accounts = new Accounts(database);
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(SingleConnection::close);
    }

    @BeforeEach
    void begin() {
        user = accounts.user("user" + ++number);
        client = accounts.browserClient("client" + number);
        session = accounts.session(user);
        codes = grants.begin(new NewDeviceGrant(client.id(), READ, List.of(), "192.0.2.9", "Television"), PROOFS);
        id = DeviceCode.read(PROOFS, codes.deviceCode(), client.id()).orElseThrow();
    }

    private boolean decide(boolean approved, String scope) {
        return grants.decide(id, session, approved, Scopes.parse(scope), Attribution.of("user"));
    }

    private DeviceOutcome poll() {
        return poll(grants);
    }

    private DeviceOutcome poll(DeviceGrants at) {
        return at.poll(id, client.id(), Duration.ofDays(30), Duration.ofDays(14), null);
    }

    private void update(String change) {
        assertThat(sql.sql("UPDATE device_grants SET " + change + " WHERE id = :id")
                        .param("id", id)
                        .update())
                .isEqualTo(1);
    }

    /** As if that much time had passed for the poller. */
    private void wait(int seconds) {
        update("polled_at = polled_at - interval '" + seconds + " seconds'");
    }

    private List<@Nullable String> events() {
        return sql.sql("SELECT action FROM audit_log WHERE target_id = :id AND action LIKE 'device%' ORDER BY id")
                .param("id", user.id())
                .query(String.class)
                .list();
    }

    @Test
    void aGrantIsFoundByWhatTheUserTypes() {
        DeviceGrant grant = grants.findWaiting(
                        UserCode.parse(codes.userCode().text().toLowerCase(java.util.Locale.ROOT))
                                .orElseThrow(),
                        PROOFS)
                .orElseThrow();
        assertThat(grant.id()).isEqualTo(id);
        assertThat(grant.clientId()).isEqualTo(client.id());
        assertThat(grant.clientName()).isEqualTo(client.clientId());
        assertThat(grant.scopes()).isEqualTo(READ);
        assertThat(grant.address()).isEqualTo("192.0.2.9");
        assertThat(grant.userAgent()).isEqualTo("Television");
        assertThat(grants.findWaiting(id)).contains(grant);
        assertThat(grants.findWaiting(codes.userCode(), new Proofs(List.of(new byte[] {1}))))
                .isEmpty();
        assertThat(grants.findWaiting(UserCode.random(), PROOFS)).isEmpty();
    }

    /** Neither code is in the row, nor a hash of one that could be guessed without the key. */
    @Test
    void theRowHasNeitherCode() {
        String row = sql.sql("SELECT device_grants::text FROM device_grants WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .single();
        String letters = codes.userCode().text().replace("-", "");
        assertThat(row)
                .doesNotContain(
                        letters, codes.userCode().text(), codes.deviceCode().substring(30));
        assertThat(codes.toString()).doesNotContain(codes.deviceCode());
        assertThat(sql.sql("SELECT count(*) FROM device_grants WHERE user_code_mac IN (sha256(:a), sha256(:b))")
                        .param("a", letters.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .param("b", codes.userCode().text().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatTheUserAllowsBeginsTheFamilyOfTheGrantOnce() {
        assertThat(poll()).isEqualTo(new Waiting(false));
        LiveSession live = database.sessions().visit(session, null).orElseThrow();
        assertThat(decide(true, "read")).isTrue();
        assertThat(grants.findWaiting(id)).isEmpty();
        Family family = ((Redeemed) poll()).family();
        assertThat(family.id()).isEqualTo(id);
        assertThat(family.userId()).isEqualTo(user.id());
        assertThat(family.clientId()).isEqualTo(client.id());
        assertThat(family.scopes()).isEqualTo(Scopes.parse("read"));
        assertThat(family.statusIndex()).isNotNull();
        // Without a session: a sign-out in the browser is none of the device's.
        assertThat(family.browser()).isEqualTo(new BrowserSignIn(null, live.authTime(), live.amr(), null));
        assertThat(database.families().findLive(id)).contains(family);
        assertThat(sql.sql("SELECT grant_type || ' ' || host(address) || ' ' || user_agent FROM tokens WHERE id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEqualTo("device_code 192.0.2.9 Television");
        assertThat(poll()).isEqualTo(new Refused(Refusal.USED));
        update("expires_at = now() - interval '1 hour'");
        assertThat(poll()).isEqualTo(new Refused(Refusal.USED));
        assertThat(database.families().findLive(id)).isPresent();
        database.sessionChanges().end(session.id(), "user", Attribution.of("user"));
        assertThat(database.families().findLive(id)).isPresent();
        assertThat(events()).containsExactly("device.approve");
    }

    @Test
    void theFirstDecisionHolds() {
        assertThat(decide(false, "openid read")).isTrue();
        assertThat(decide(true, "openid read")).isFalse();
        assertThat(poll()).isEqualTo(new Refused(Refusal.DENIED));
        assertThat(poll()).isEqualTo(new Refused(Refusal.DENIED));
        assertThat(events()).containsExactly("device.refuse");
    }

    @Test
    void nothingIsAllowedThatTheClientDidNotAskFor() {
        assertThat(decide(true, "read write")).isFalse();
        assertThat(poll()).isEqualTo(new Waiting(false));
    }

    @Test
    void aGrantThatIsOverIsNeitherDecidedNorRedeemed() {
        update("expires_at = now() - interval '1 second'");
        assertThat(grants.findWaiting(codes.userCode(), PROOFS)).isEmpty();
        assertThat(decide(true, "read")).isFalse();
        assertThat(poll()).isEqualTo(new Refused(Refusal.EXPIRED));
        update("expires_at = now() + interval '1 minute'");
        assertThat(decide(true, "read")).isTrue();
        update("expires_at = now() - interval '1 second'");
        assertThat(poll()).isEqualTo(new Refused(Refusal.EXPIRED));
    }

    @Test
    void whoeverPollsTooFastWaitsLongerFromThenOn() {
        assertThat(poll()).isEqualTo(new Waiting(false));
        assertThat(poll()).isEqualTo(new Waiting(true));
        wait(5);
        assertThat(poll()).isEqualTo(new Waiting(true));
        wait(15);
        assertThat(poll()).isEqualTo(new Waiting(false));
        // Still: the interval does not become short again.
        wait(13);
        assertThat(poll()).isEqualTo(new Waiting(true));
        update("poll_interval = 600");
        assertThat(poll()).isEqualTo(new Waiting(true));
        // A client that is told its tokens a moment late does not wait for them as well.
        assertThat(decide(true, "read")).isTrue();
        assertThat(poll()).isInstanceOf(Redeemed.class);
    }

    @Test
    void anotherClientGetsNothing() {
        Client other = accounts.browserClient("other" + number);
        assertThat(decide(true, "read")).isTrue();
        assertThat(grants.poll(id, other.id(), Duration.ofDays(1), Duration.ofDays(1), null))
                .isEqualTo(new Refused(Refusal.ENDED));
        assertThat(poll()).isInstanceOf(Redeemed.class);
    }

    @Test
    void aClientThatLostTheGrantGetsNothing() {
        sql.sql("UPDATE clients SET grant_types = '{refresh_token}' WHERE id = :id")
                .param("id", client.id())
                .update();
        assertThat(decide(true, "read")).isFalse();
    }

    /** Each over a connection of its own, as several servers would. */
    @Test
    void ofManyThatPollAtTheSameMomentOneGetsTheFamily() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(POLLERS)) {
            for (int round = 0; round < 20; round++) {
                begin();
                assertThat(decide(true, "read")).isTrue();
                List<DeviceOutcome> outcomes = atOnce(threads);
                assertThat(outcomes.stream().filter(Redeemed.class::isInstance)).hasSize(1);
                assertThat(outcomes.stream().filter(new Refused(Refusal.USED)::equals))
                        .hasSize(POLLERS - 1);
                assertThat(database.families().findLive(id)).isPresent();
            }
        }
    }

    @Test
    void ofManyThatPollAtTheSameMomentAllButOneAreTooFast() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(POLLERS)) {
            List<DeviceOutcome> outcomes = atOnce(threads);
            assertThat(outcomes.stream().filter(new Waiting(false)::equals)).hasSize(1);
            assertThat(outcomes.stream().filter(new Waiting(true)::equals)).hasSize(POLLERS - 1);
        }
        assertThat(sql.sql("SELECT poll_interval FROM device_grants WHERE id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(5 + 5 * (POLLERS - 1));
    }

    private List<DeviceOutcome> atOnce(ExecutorService threads) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(POLLERS);
        List<Callable<DeviceOutcome>> calls = SERVERS.stream()
                .<Callable<DeviceOutcome>>map(server -> () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    return poll(server.database().deviceGrants());
                })
                .toList();
        List<DeviceOutcome> outcomes = new ArrayList<>();
        for (Future<DeviceOutcome> call : threads.invokeAll(calls)) {
            outcomes.add(call.get(30, TimeUnit.SECONDS));
        }
        return outcomes;
    }
}
