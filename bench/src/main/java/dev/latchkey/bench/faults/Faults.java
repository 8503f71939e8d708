package dev.latchkey.bench.faults;

import dev.latchkey.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills programs under load, and tells whether what was answered still holds. */
@Command(
        name = "bench/faults",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Kills programs under load, and tells whether what was answered still holds. Ends with 1 when not.")
final class Faults {

    private static final int SHOWN = 10;

    /** Of every experiment. */
    static final class Options {

        @Option(names = "--seed", description = "Of what happens when, as far as that can be repeated; else a new one.")
        private @Nullable Long seed;

        @Option(names = "--servers", description = "How many there are, on the same database.")
        private int servers = 2;

        @Option(names = "--clients", description = "How many ask at once.")
        private int clients = 8;

        @Option(names = "--server", description = "What is started; another build's, to compare with.")
        private String launcher = "bin/latchkey-server";

        @Option(
                names = "--unsafe",
                description = "Let PostgreSQL acknowledge what it can still lose (synchronous_commit=off),"
                        + " to see that the ledger notices.")
        private boolean unsafe;

        @Option(names = "--results", description = "Where the table goes.")
        private Path results = Path.of("bench/results");
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Faults()).execute(args));
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "kill -9 of a server, which is started again.")
    int server(
            @CommandLine.Mixin Options options,
            @Option(names = "--kills", defaultValue = "100", description = "How often.") int kills)
            throws IOException, InterruptedException, SQLException {
        return run("server", "kills", options, kills, Pair.with(Pair.Extras.NONE), Fault::ofServer);
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "kill -9 of PostgreSQL, as a whole or one of its processes.")
    int database(
            @CommandLine.Mixin Options options,
            @Option(names = "--kills", defaultValue = "50", description = "How often.") int kills)
            throws IOException, InterruptedException, SQLException {
        return run("database", "kills", options, kills, Pair.with(Pair.Extras.NONE), Fault::ofDatabase);
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "kill -9 of a primary, whose synchronous standby takes over.")
    int failover(
            @CommandLine.Mixin Options options,
            @Option(names = "--times", defaultValue = "20", description = "How often.") int times)
            throws IOException, InterruptedException, SQLException {
        return run(
                "failover",
                "times",
                options,
                times,
                Pair.with(Pair.Extras.STANDBY),
                (site, random) -> Fault.ofPrimary(site));
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Patroni with etcd moves the primary: a switchover and a crash in turn."
                    + " Needs Debian's patroni, etcd-server and postgresql.")
    int patroni(
            @CommandLine.Mixin Options options,
            @Option(names = "--times", defaultValue = "20", description = "How often; half of them are crashes.")
                    int times,
            @Option(
                            names = "--ttl",
                            defaultValue = "30",
                            description = "Seconds after which Patroni believes that a primary is gone.")
                    int ttl)
            throws IOException, InterruptedException, SQLException {
        Optional<String> missing = Patroni.missing();
        if (missing.isPresent()) {
            System.err.println("There is no " + missing.get() + ": apt install patroni etcd-server postgresql.");
            return 1;
        }
        return run("patroni", "times", options, times, Patroni.with(ttl), (site, random) -> Patroni.fault(site));
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "The one address of the database leads to its standby for a while. Needs HAProxy.")
    int address(
            @CommandLine.Mixin Options options,
            @Option(names = "--times", defaultValue = "10", description = "How often.") int times,
            @Option(names = "--away", defaultValue = "4", description = "For how many seconds.") int away)
            throws IOException, InterruptedException, SQLException {
        if (!HaProxy.isInstalled()) {
            System.err.println("There is no haproxy: apt install haproxy.");
            return 1;
        }
        List<AddressRound> rounds = new ArrayList<>();
        Duration duration = Duration.ofSeconds(away);
        Site.Plan plan = new Site.Plan(options.launcher, options.servers, Pair.with(Pair.Extras.STANDBY_AND_PROXY));
        try (Site site = Site.start(Files.createTempDirectory("latchkey-faults"), plan, new Random());
                AddressExperiment experiment = new AddressExperiment(site, duration)) {
            for (int number = 1; number <= times; number++) {
                AddressRound round = experiment.round(number, number % 2 == 1);
                rounds.add(round);
                System.out.println(round.line());
            }
        }
        String command = "bench/faults address --times " + times + " --away " + away;
        AddressReport.write(options.results, command, options.servers, duration, rounds);
        return rounds.stream().allMatch(round -> round.fromStandby() + round.broken() == 0) ? 0 : 1;
    }

    @Command(
            name = "sign-in",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "kill -9 of a server and of PostgreSQL at each step of sign-ins with a browser.")
    int signIn(
            @CommandLine.Mixin Options options,
            @Option(names = "--times", defaultValue = "3", description = "How often at each step.") int times)
            throws IOException, InterruptedException, SQLException {
        String machine = Machine.describe();
        long seed = seed(options);
        Random random = new Random(seed);
        List<SignInRound> rounds = new ArrayList<>();
        List<String> broken;
        Site.Plan plan = new Site.Plan(options.launcher, options.servers, Pair.with(Pair.Extras.NONE));
        try (Site site = Site.start(Files.createTempDirectory("latchkey-faults"), plan, random);
                SignInExperiment experiment = new SignInExperiment(site, random)) {
            experiment.begin();
            List<Fault> faults = List.of(Fault.ofDatabase(site, random), Fault.ofServer(site, random));
            for (int time = 0; time < times; time++) {
                for (Person.Step step : Person.Step.values()) {
                    for (Fault fault : faults) {
                        SignInRound round = experiment.round(rounds.size() + 1, fault, step, options.clients);
                        rounds.add(round);
                        System.out.println(round.line());
                    }
                }
            }
            broken = experiment.broken();
            show(broken, site);
        }
        String command = "`bench/faults sign-in --times %d --seed %d`, %s".formatted(times, seed, machine);
        SignInReport.write(options.results, command, options.servers, options.clients, rounds, broken.size());
        return broken.isEmpty() ? 0 : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Nothing is killed: each authorization code is presented many times at the same moment.")
    int codes(
            @CommandLine.Mixin Options options,
            @Option(names = "--codes", defaultValue = "1000", description = "How many.") int codes,
            @Option(names = "--redeemers", defaultValue = "20", description = "How many present each.") int redeemers)
            throws IOException, InterruptedException, SQLException {
        String machine = Machine.describe();
        CodeRace.Count count;
        Site.Plan plan = new Site.Plan(options.launcher, options.servers, Pair.with(Pair.Extras.NONE));
        try (Site site = Site.start(Files.createTempDirectory("latchkey-faults"), plan, new Random());
                CodeRace race = new CodeRace(site, redeemers)) {
            for (int i = 0; i < codes; i++) {
                race.race();
            }
            count = race.finish();
            show(count.broken, site);
        }
        String command = "`bench/faults codes --codes %d --redeemers %d`, %s".formatted(codes, redeemers, machine);
        SignInReport.write(options.results, command, options.servers, redeemers, count);
        return count.broken.isEmpty() ? 0 : 1;
    }

    private static long seed(Options options) {
        long seed = options.seed == null ? new Random().nextInt(1_000_000) : options.seed;
        System.out.println("Seed " + seed);
        return seed;
    }

    /** Keeps logs and data when something is broken. */
    private static void show(List<String> broken, Site site) {
        broken.stream().limit(SHOWN).forEach(System.out::println);
        if (!broken.isEmpty()) {
            System.out.println("Logs and data are left in " + site.keep());
        }
    }

    private static int run(
            String name,
            String unit,
            Options options,
            int times,
            Cluster.Maker cluster,
            BiFunction<Site, Random, Fault> fault)
            throws IOException, InterruptedException, SQLException {
        long seed = seed(options);
        Random random = new Random(seed);
        List<Round> rounds = new ArrayList<>();
        List<String> broken;
        Path work = Files.createTempDirectory("latchkey-faults");
        Site.Plan plan = new Site.Plan(options.launcher, options.servers, cluster);
        try (Site site = Site.start(work, plan, random);
                Experiment experiment = new Experiment(site, options.clients, random)) {
            Fault happening = fault.apply(site, random);
            for (int number = 1; number <= times; number++) {
                if (options.unsafe) {
                    site.makeUnsafe();
                }
                Round round = experiment.round(number, happening);
                rounds.add(round);
                System.out.println(round.line());
            }
            experiment.finish();
            broken = experiment.broken();
            if (!broken.isEmpty() && !options.unsafe) {
                System.out.println("Logs and data are left in " + site.keep());
            }
        }
        broken.stream().limit(SHOWN).forEach(System.out::println);
        String command = "bench/faults " + name + " --" + unit + " " + times + " --seed " + seed
                + (options.unsafe ? " --unsafe" : "");
        FaultReport.write(
                options.results,
                options.unsafe ? name + "-unsafe" : name,
                command,
                options.servers,
                options.clients,
                rounds,
                broken.size());
        boolean idle = rounds.stream().mapToInt(Round::underWay).sum() == 0;
        if (idle) {
            System.out.println("No request was under way at any of them: nothing was tried.");
        }
        return broken.isEmpty() && !idle ? 0 : 1;
    }
}
