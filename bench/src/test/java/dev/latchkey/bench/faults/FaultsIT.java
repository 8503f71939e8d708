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
        try (Site site = Site.start(work, new Site.Plan("../bin/latchkey-server", 1, true, false), random);
                Experiment experiment = new Experiment(site, 4, random)) {
            List<Fault> faults =
                    List.of(Fault.ofServer(site, random), Fault.ofPrimary(site), Fault.ofDatabase(site, random));
            for (Fault fault : faults) {
                Round round = experiment.round(1, fault);
                System.out.println(round.line());
                assertThat(round.underWay()).as("with the seed " + seed).isPositive();
                assertThat(experiment.broken()).as("with the seed " + seed).isEmpty();
            }

            site.primary().makeUnsafe();
            Round lie = experiment.round(1, Fault.ofDatabase(site, random));
            System.out.println(lie.line());
            assertThat(experiment.broken()).as("with the seed " + seed).isNotEmpty();
        }
    }
}
