package dev.latchkey.server.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends a token is in the published list of every server, within a second. */
class StatusListIT {

    /** A second, and four more for a machine that is busy with other tests. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Attribution BY = Attribution.of("test");

    private static TestServer one;
    private static TestServer two;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        one = TestServer.start(database);
        // One issuer, as behind a balancer.
        two = TestServer.start(database, "latchkey.issuer=" + one.base());
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatEndsAFamilyIsPublishedEverywhereAndNothingElseIs(End end) {
        SignIn ended = signIn("ended-" + name(end));
        SignIn other = signIn("other-" + name(end));
        assertThat(isRevokedByNeither(ended.token())).isTrue();
        end.end(one, ended);
        untilBothRevoke(ended.token());
        assertThat(isRevokedByNeither(other.token())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatEndsTheTokensOfAClientIsPublishedAndTheNextOnesAreGood(ClientEnd end) {
        TestClient client = TestClient.named("machine-" + name(end)).addTo(one);
        String before = machine(client);
        String again = machine(client);
        assertThat(PublishedList.index(again)).isEqualTo(PublishedList.index(before));
        assertThat(isRevokedByNeither(before)).isTrue();
        end.end(one, one.database().clients().findByClientId(client.clientId()).orElseThrow());
        untilBothRevoke(before);
        one.reload();
        String after = machine(client);
        assertThat(isRevokedByNeither(after)).isTrue();
        assertThat(isRevokedByBoth(before)).isTrue();
    }

    @Test
    void theTokensOfADeletedClientArePublished() {
        TestClient client = TestClient.named("machine-deleted").addTo(one);
        String token = machine(client);
        one.database()
                .clientChanges()
                .delete(
                        one.database()
                                .clients()
                                .findByClientId(client.clientId())
                                .orElseThrow(),
                        BY);
        untilBothRevoke(token);
    }

    private static SignIn signIn(String name) {
        SignIn in = SignIn.at(one, name);
        two.reload();
        return in;
    }

    private static String name(Enum<?> end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static String machine(TestClient client) {
        return one.http()
                .token(client, "grant_type", "client_credentials")
                .expect(200)
                .accessToken();
    }

    @Test
    void allTokensOfAFamilyHaveOnePlaceAndOtherFamiliesHaveOthers() {
        SignIn in = signIn("places");
        Answer refreshed =
                two.http().refresh(in.client(), in.answer().refreshToken()).expect(200);
        Answer repeated =
                one.http().refresh(in.client(), in.answer().refreshToken()).expect(200);
        Answer other = one.http().signIn(in.client(), in.user()).expect(200);
        assertThat(Stream.of(refreshed, repeated).map(Answer::claims))
                .allMatch(claims ->
                        claims.get("status").equals(in.answer().claims().get("status")));
        assertThat(other.claims().get("status"))
                .isNotEqualTo(in.answer().claims().get("status"));
    }

    @Test
    void aFamilyThatIsOlderThanTheListsGetsItsPlaceWithItsNextRefresh() {
        SignIn in = signIn("older");
        one.update("UPDATE tokens SET status_index = NULL WHERE id = :id", "id", in.family());
        Answer refreshed =
                one.http().refresh(in.client(), in.answer().refreshToken()).expect(200);
        one.database().revocations().revoke(in.family(), "administrator", BY);
        untilBothRevoke(refreshed.accessToken());
    }

    @Test
    void aRevocationThatCommitsAfterLaterOnesIsPublished() throws SQLException {
        SignIn slow = signIn("slow");
        try (Connection connection = DataSources.direct(one.settings()).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE tokens SET revoked_at = now(), revoked_reason = 'slow' WHERE id = '%s'"
                    .formatted(slow.family()));
            for (int i = 0; i < 3; i++) {
                SignIn quick = signIn("quick-" + i);
                one.http().revoke(quick.client(), quick.token()).expect(200);
                untilBothRevoke(quick.token());
            }
            assertThat(isRevokedByNeither(slow.token())).isTrue();
            connection.commit();
        }
        untilBothRevoke(slow.token());
    }

    @Test
    void manyRevocationsAtOnceAreAllPublishedAndBothServersAgreeOnEveryBit() throws Exception {
        TestClient client = TestClient.named("many").addTo(one);
        two.reload();
        TestUser user = TestUser.add(one.database(), "many");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String refreshToken = user.refreshToken(one, client);
            tokens.add(one.http().refresh(client, refreshToken).expect(200).accessToken());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            tokens.forEach(token -> threads.execute(() -> one.http().revoke(client, token)));
        }
        tokens.forEach(StatusListIT::untilBothRevoke);
        PublishedList first = PublishedList.of(one.http(), tokens.getFirst());
        PublishedList second = PublishedList.of(two.http(), tokens.getFirst());
        assertThat(first.bits()).isEqualTo(second.bits()).hasSize(32768);
        assertThat(first.revoked())
                .isEqualTo(one.sql()
                        .sql("SELECT count(*) FROM revoked_statuses")
                        .query(Integer.class)
                        .single());
    }

    @Test
    void aServerThatStartsLaterPublishesWhatWasRevokedBefore() {
        SignIn in = signIn("before");
        one.http().revoke(in.client(), in.token()).expect(200);
        try (TestServer three = TestServer.start(one.settings(), "latchkey.issuer=" + one.base())) {
            assertThat(PublishedList.isRevoked(three.http(), in.token())).isTrue();
        }
    }

    @Test
    void aConnectionThatWasKilledIsMadeAgain() {
        SignIn in = signIn("killed");
        int killed = one.sql().sql("""
                        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND application_name = 'latchkey-status-lists'
                        """).query(Integer.class).single();
        assertThat(killed).isPositive();
        one.http().revoke(in.client(), in.token()).expect(200);
        untilBothRevoke(in.token());
    }

    @Test
    void aListThatTheDatabaseLostIsMadeAgainForAllServersAlike() {
        // As after a failover to a replica that had not heard of it: the list is made again, in another order.
        one.update("DELETE FROM status_lists");
        one.sql().sql("""
                        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND application_name = 'latchkey-status-lists'
                        """).query(Integer.class).single();
        Waiting.until(
                "it is made again",
                LIMIT,
                () -> one.sql()
                                .sql("SELECT count(*) FROM status_lists")
                                .query(Integer.class)
                                .single()
                        > 0);
        try (TestServer three = TestServer.start(one.settings(), "latchkey.issuer=" + one.base())) {
            SignIn in = signIn("lost");
            one.http().revoke(in.client(), in.token()).expect(200);
            Waiting.until(
                    "all servers publish the revocation",
                    LIMIT,
                    () -> isRevokedByBoth(in.token()) && PublishedList.isRevoked(three.http(), in.token()));
        }
    }

    private static boolean isRevokedByBoth(String token) {
        return PublishedList.isRevoked(one.http(), token) && PublishedList.isRevoked(two.http(), token);
    }

    private static boolean isRevokedByNeither(String token) {
        return !PublishedList.isRevoked(one.http(), token) && !PublishedList.isRevoked(two.http(), token);
    }

    private static void untilBothRevoke(String token) {
        Waiting.until("both servers publish the revocation", LIMIT, () -> isRevokedByBoth(token));
    }
}
