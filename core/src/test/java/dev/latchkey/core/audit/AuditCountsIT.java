package dev.latchkey.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the requests of one account can write to the audit log is bounded; what they do happens all the same. */
class AuditCountsIT {

    private static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));
    private static final int TOO_MANY = AuditCounts.MOST + 5;

    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;
    private static Client client;

    @BeforeAll
    static void start() {
        ConnectionSettings owner = TestDatabase.fresh();
        var asOwner = new Database(DataSources.direct(owner));
        asOwner.partitions().extend();
        accounts = new Accounts(asOwner);
        client = accounts.client("shop");
        sql = JdbcClient.create(DataSources.direct(owner));
        database = new Database(DataSources.direct(TestRoles.server(owner)));
    }

    private static boolean revoke(Family family) {
        return database.revocations().revoke(family.id(), "client_request", Attribution.of("client:shop"));
    }

    private static boolean replay(Family family) {
        refresh(family.id());
        sql.sql("UPDATE tokens SET refreshed_at = now() - interval '1 hour' WHERE id = :id")
                .param("id", family.id())
                .update();
        return refresh(family.id()) instanceof RefreshOutcome.Refused refused
                && refused.reason() == RefreshOutcome.Refusal.REUSED;
    }

    private static RefreshOutcome refresh(UUID family) {
        return database.refreshes()
                .refresh(
                        RefreshToken.parse(TOKENS.issue(family, 0, client.id())).orElseThrow(),
                        client.id(),
                        Duration.ofDays(14),
                        Duration.ofSeconds(60),
                        true,
                        Scopes.NONE);
    }

    private static List<@Nullable String> details(User user, String action) {
        return sql.sql("""
                SELECT a.details::text
                  FROM audit_log a
                  JOIN tokens t ON t.id = a.target_id
                 WHERE t.user_id = :user AND a.action = :action
                 ORDER BY a.id
                """)
                .param("user", user.id())
                .param("action", action)
                .query(String.class)
                .list();
    }

    @Test
    void everyRevocationHappensAndTheLastRowSaysUntilWhenNoMoreAreWritten() {
        User user = accounts.user("alice");
        for (int i = 0; i < TOO_MANY; i++) {
            assertThat(revoke(accounts.signIn(user, client))).isTrue();
        }
        List<@Nullable String> written = details(user, "token.revoke");
        assertThat(written).hasSize(AuditCounts.MOST);
        assertThat(written.getLast()).contains("not_written_until");
        assertThat(written.subList(0, AuditCounts.MOST - 1)).containsOnly("{}");
        // Each kind of event and each account counts apart.
        assertThat(replay(accounts.signIn(user, client))).isTrue();
        assertThat(details(user, "token.reuse")).hasSize(1);
        User other = accounts.user("bob");
        assertThat(revoke(accounts.signIn(other, client))).isTrue();
        assertThat(details(other, "token.revoke")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- interval '1 second'", "+ interval '3 days'"})
    void whenTheHourIsOverEventsAreWrittenAgain(String until) {
        User user = accounts.user(until.startsWith("-") ? "carol" : "erin");
        for (int i = 0; i < TOO_MANY; i++) {
            assertThat(replay(accounts.signIn(user, client))).isTrue();
        }
        assertThat(details(user, "token.reuse")).hasSize(AuditCounts.MOST);
        sql.sql("UPDATE audit_counts SET until = now() " + until + " WHERE account = :user")
                .param("user", user.id())
                .update();
        assertThat(replay(accounts.signIn(user, client))).isTrue();
        assertThat(details(user, "token.reuse")).hasSize(AuditCounts.MOST + 1);
        assertThat(details(user, "token.reuse").getLast()).doesNotContain("not_written_until");
    }

    @Test
    void concurrentRevocationsWriteNoMoreThanThat() throws Exception {
        User user = accounts.user("dave");
        List<Family> families = new ArrayList<>();
        for (int i = 0; i < TOO_MANY; i++) {
            families.add(accounts.signIn(user, client));
        }
        var barrier = new CyclicBarrier(TOO_MANY);
        try (ExecutorService threads = Executors.newFixedThreadPool(TOO_MANY)) {
            List<Future<Boolean>> revocations = families.stream()
                    .map(family -> threads.submit(() -> {
                        barrier.await();
                        return revoke(family);
                    }))
                    .toList();
            for (Future<Boolean> revocation : revocations) {
                assertThat(revocation.get()).isTrue();
            }
        }
        assertThat(details(user, "token.revoke")).hasSize(AuditCounts.MOST);
    }
}
