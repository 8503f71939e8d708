package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.session.SessionReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many who redeem one code at the same moment, each over a connection of its own, as several servers would. */
class CodeRaceIT {

    private static final int REDEEMERS = 20;
    private static final int CODES = 50;

    private static JdbcClient sql;
    private static Database database;
    private static Accounts accounts;
    private static final List<SingleConnection> SERVERS = new ArrayList<>();

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(settings));
        database = new Database(DataSources.direct(settings));
        database.partitions().extend();
        accounts = new Accounts(database);
        for (int i = 0; i < REDEEMERS; i++) {
            SERVERS.add(new SingleConnection(settings));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(SingleConnection::close);
    }

    private static List<CodeOutcome> race(ExecutorService threads, AuthorizationCode code, List<Redemption> redemptions)
            throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(redemptions.size());
        List<Callable<CodeOutcome>> calls = new ArrayList<>();
        for (int i = 0; i < redemptions.size(); i++) {
            Database server = SERVERS.get(i).database();
            Redemption redemption = redemptions.get(i);
            calls.add(() -> {
                barrier.await(30, TimeUnit.SECONDS);
                return server.authorizationCodes().redeem(code, redemption);
            });
        }
        List<CodeOutcome> outcomes = new ArrayList<>();
        for (Future<CodeOutcome> call : threads.invokeAll(calls)) {
            outcomes.add(call.get(30, TimeUnit.SECONDS));
        }
        return outcomes;
    }

    @Test
    void ofManyWhoRedeemACodeOneWinsAndTheFamilyLives() throws Exception {
        Client client = accounts.browserClient("app");
        SessionReference session = accounts.session(accounts.user("alice"));
        Redemption redemption = Accounts.redemption(client);
        try (ExecutorService threads = Executors.newFixedThreadPool(REDEEMERS)) {
            for (int n = 0; n < CODES; n++) {
                AuthorizationCode code = accounts.code(session, client, "read");
                List<CodeOutcome> outcomes = race(threads, code, Collections.nCopies(REDEEMERS, redemption));
                assertThat(outcomes.stream().filter(Redeemed.class::isInstance)).hasSize(1);
                List<Refusal> losers = outcomes.stream()
                        .flatMap(outcome ->
                                outcome instanceof Refused(Refusal reason) ? Stream.of(reason) : Stream.empty())
                        .toList();
                assertThat(losers).hasSize(REDEEMERS - 1).containsAnyOf(Refusal.REPEATED);
                // One that this machine held up for half a second is a replay, and nothing else ends the family.
                assertThat(losers).isSubsetOf(Refusal.REPEATED, Refusal.REPLAYED);
                assertThat(database.families().findLive(code.familyId()).isPresent())
                        .isEqualTo(!losers.contains(Refusal.REPLAYED));
            }
        }
        assertThat(sql.sql("SELECT count(*) FROM tokens WHERE client_id = :id")
                        .param("id", client.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(CODES);
    }

    /** One redeemer with the wrong verifier among those with the right one: the family is revoked, whichever comes first. */
    @Test
    void oneWithTheWrongVerifierAmongThemEndsItInEveryOrder() throws Exception {
        Client client = accounts.browserClient("robbed");
        SessionReference session = accounts.session(accounts.user("bob"));
        Redemption right = Accounts.redemption(client);
        Redemption wrong = new Redemption(
                client.id(), Accounts.REDIRECT_URI, "x".repeat(43), false, false, right.lifetime(), right.idle());
        List<Redemption> redemptions = new ArrayList<>(Collections.nCopies(REDEEMERS - 1, right));
        redemptions.add(wrong);
        try (ExecutorService threads = Executors.newFixedThreadPool(REDEEMERS)) {
            for (int n = 0; n < CODES; n++) {
                AuthorizationCode code = accounts.code(session, client, "read");
                List<CodeOutcome> outcomes = race(threads, code, redemptions);
                assertThat(outcomes.stream().filter(Redeemed.class::isInstance).count())
                        .isLessThanOrEqualTo(1);
                assertThat(outcomes.getLast()).isEqualTo(new Refused(Refusal.MISUSED));
                assertThat(database.families().findLive(code.familyId())).isEmpty();
            }
        }
    }
}
