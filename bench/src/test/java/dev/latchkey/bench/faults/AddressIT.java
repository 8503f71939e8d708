package dev.latchkey.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.key.MasterKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standby behind the address of a real primary. */
class AddressIT {

    @TempDir
    static Path directory;

    private static Site site;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(HaProxy.isInstalled(), "skipped: there is no haproxy to lead from one server to another");
        Path work = Files.createDirectory(directory.resolve("site"));
        site = Site.start(
                work,
                new Site.Plan("../bin/latchkey-server", 1, Pair.with(Pair.Extras.STANDBY_AND_PROXY)),
                new Random());
    }

    @AfterAll
    static void stop() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void nothingIsAnsweredFromAStandbyAndAllIsBackWhenTheAddressLeadsToThePrimaryAgain() throws Exception {
        try (AddressExperiment experiment = new AddressExperiment(site, Duration.ofSeconds(4))) {
            for (boolean paused : new boolean[] {true, false}) {
                AddressRound round = experiment.round(paused ? 1 : 2, paused);
                System.out.println(round.line());
                assertThat(round.unavailable()).as("503 " + round).isPositive();
                assertThat(round.fromStandby()).as("from the standby " + round).isZero();
                assertThat(round.broken()).as("broken " + round).isZero();
                // Without a check it never came back.
                assertThat(round.writes()).isLessThan(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void aStandbyIsNotConnectedTo() {
        for (var settings : Map.of(
                        "one host", site.pair().standby().connection(),
                        "the address twice",
                                site.pair()
                                        .standby()
                                        .connection(
                                                "127.0.0.1:"
                                                        + site.pair().standby().port() + ",127.0.0.1:"
                                                        + site.pair().standby().port(),
                                                ""))
                .values()) {
            assertThatThrownBy(() -> DataSources.direct(settings).getConnection())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(DatabaseFailure.of(e).orElseThrow().kind())
                                    .isEqualTo(DatabaseFailure.Kind.READ_ONLY))
                    .hasMessageContaining("cannot write");
        }
    }

    /** As behind a pooler, which may put another server behind a connection that is open. */
    @Test
    void noReadThatDecidesIsAnsweredByAStandbyNotEvenThatThereIsNothing() {
        Database standby = new Database(site.pair().standby().dataSource("-c plan_cache_mode=force_generic_plan"));
        UUID nothing = UUID.randomUUID();
        Map<String, ThrowingCallable> reads = new LinkedHashMap<>();
        reads.put("live family", () -> standby.families().findLive(nothing));
        reads.put("refreshable family", () -> standby.families().findRefreshable(nothing));
        reads.put("sign-ins from a network", () -> standby.families().existFrom("::1", nothing, Duration.ofDays(1)));
        reads.put("families of old keys", () -> standby.families().isAnyWaitingSince(Instant.EPOCH));
        reads.put("revoked access token", () -> standby.revokedAccessTokens().isRevoked(nothing, null));
        reads.put("credentials", () -> standby.users().findCredentials(new Username("nobody")));
        reads.put("user", () -> standby.users().find(nothing));
        reads.put("user by name", () -> standby.users().findByUsername(new Username("nobody")));
        reads.put("clients", () -> standby.clients().findAll());
        reads.put("client", () -> standby.clients().findByClientId("nobody"));
        reads.put("client secrets", () -> standby.clients().findSecrets());
        reads.put("keys", () -> standby.keys().findAll(MasterKey.parse(MasterKey.generate())));
        reads.put("list of keys", () -> standby.keys().list());
        reads.put("no keys", () -> standby.keys().isEmpty());
        reads.put("bans", () -> standby.bans().findAll());
        reads.put("status lists", () -> standby.statusLists().findSeeds());
        reads.put("revoked statuses", () -> standby.revokedStatuses().readAll());
        reads.put("directory version", () -> standby.directoryVersion().read());
        reads.put("schema", standby::schemaVersion);
        Map<String, DatabaseFailure.Kind> kinds = new LinkedHashMap<>();
        reads.forEach((name, read) -> kinds.put(
                name,
                Optional.ofNullable(catchThrowable(read))
                        .flatMap(DatabaseFailure::of)
                        .map(DatabaseFailure::kind)
                        .orElse(DatabaseFailure.Kind.OTHER)));
        assertThat(kinds).allSatisfy((name, kind) -> assertThat(kind).isEqualTo(DatabaseFailure.Kind.READ_ONLY));
    }
}
