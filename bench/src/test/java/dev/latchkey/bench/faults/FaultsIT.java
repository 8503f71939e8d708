package dev.latchkey.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault once, and a lie. */
class FaultsIT {

    @Test
    void whatWasAnsweredOutlivesEachFaultAndWhatWasNotSafeIsMissed(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path work = Files.createDirectory(directory.resolve("site"));
        try (Site site = Site.start(
                        work, new Site.Plan("../bin/latchkey-server", 1, Pair.with(Pair.Extras.STANDBY)), random);
                Experiment experiment = new Experiment(site, 4, random)) {
            List<Fault> faults =
                    List.of(Fault.ofServer(site, random), Fault.ofPrimary(site), Fault.ofDatabase(site, random));
            for (Fault fault : faults) {
                Round round = experiment.round(1, fault);
                System.out.println(round.line());
                assertThat(round.underWay()).as("with the seed " + seed).isPositive();
                assertThat(experiment.broken()).as("with the seed " + seed).isEmpty();
            }

            site.makeUnsafe();
            Round lie = experiment.round(1, Fault.ofDatabase(site, random));
            System.out.println(lie.line());
            assertThat(experiment.broken()).as("with the seed " + seed).isNotEmpty();
        }
    }

    @Test
    void peopleSignInAcrossFaults(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path work = Files.createDirectory(directory.resolve("site"));
        try (Site site = Site.start(
                        work, new Site.Plan("../bin/latchkey-server", 2, Pair.with(Pair.Extras.NONE)), random);
                SignInExperiment experiment = new SignInExperiment(site, random)) {
            experiment.begin();
            SignInRound server = experiment.round(1, Fault.ofServer(site, random), Person.Step.REDEEM, 4);
            SignInRound database = experiment.round(2, Fault.ofDatabase(site, random), Person.Step.CONSENT, 4);
            System.out.println(server.line() + "\n" + database.line());
            assertThat(experiment.broken()).as("with the seed " + seed).isEmpty();
        }
    }

    @Test
    void ofManyRedeemersAtTwoServersOneWins(@TempDir Path directory) throws Exception {
        Path work = Files.createDirectory(directory.resolve("site"));
        try (Site site = Site.start(
                        work, new Site.Plan("../bin/latchkey-server", 2, Pair.with(Pair.Extras.NONE)), new Random());
                CodeRace race = new CodeRace(site, 20)) {
            for (int i = 0; i < 30; i++) {
                race.race();
            }
            CodeRace.Count count = race.finish();
            System.out.println(count.line());
            assertThat(count.broken).isEmpty();
            assertThat(count.codes).isEqualTo(30);
            assertThat(count.used).isPositive();
        }
    }
}
