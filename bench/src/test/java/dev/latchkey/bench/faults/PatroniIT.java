package dev.latchkey.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patroni moves the primary once, as an administrator orders it. Its crashes take half a minute each: bench/faults. */
class PatroniIT {

    private static final int LEAST_TTL = 20;

    @Test
    void whatWasAnsweredOutlivesASwitchover(@TempDir Path directory) throws Exception {
        assumeTrue(
                Patroni.missing().isEmpty(),
                () -> "skipped: there is no " + Patroni.missing().orElseThrow());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path work = Files.createDirectory(directory.resolve("site"));
        Site.Plan plan = new Site.Plan("../bin/latchkey-server", 1, Patroni.with(LEAST_TTL));
        try (Site site = Site.start(work, plan, random);
                Experiment experiment = new Experiment(site, 4, random)) {
            Round round = experiment.round(1, Patroni.fault(site));
            System.out.println(round.line());
            assertThat(round.what()).isEqualTo("switchover");
            assertThat(round.underWay()).as("with the seed " + seed).isPositive();
            experiment.finish();
            assertThat(experiment.broken()).as("with the seed " + seed).isEmpty();
        }
    }
}
