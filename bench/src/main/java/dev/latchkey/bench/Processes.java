package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of a server and of its database, by what Linux says of them in {@code /proc}.
 *
 * @param server process id
 * @param postmaster process id of the parent of all processes of a PostgreSQL cluster; empty when it is not on this
 *     machine
 */
record Processes(long server, OptionalLong postmaster) {

    private static final Pattern SPACE = Pattern.compile(" ");

    /** Of what {@code /proc} counts in, whatever the kernel itself ticks at. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** CPU time since the beginning: of the server, of the database, of this program, and of the whole machine. */
    record CpuTime(Duration server, Duration database, Duration generator, Duration machine) {

        CpuTime since(CpuTime earlier) {
            return new CpuTime(
                    server.minus(earlier.server),
                    database.minus(earlier.database),
                    generator.minus(earlier.generator),
                    machine.minus(earlier.machine));
        }

        Duration others() {
            return machine.minus(server).minus(database).minus(generator);
        }
    }

    CpuTime cpuTime() {
        return new CpuTime(
                own(stat(server)),
                postmaster.isPresent() ? cluster(postmaster.getAsLong()) : Duration.ZERO,
                own(stat(ProcessHandle.current().pid())),
                machine());
    }

    /** Memory of the server that is really there, in bytes. */
    long residentBytes() {
        return field(Path.of("/proc", Long.toString(server), "status"), "VmRSS:") * 1024;
    }

    /** The parent of a backend, if the backend runs on this machine. */
    static OptionalLong postmasterOf(int backend) {
        String[] stat = Files.exists(Path.of("/proc", Integer.toString(backend))) ? stat(backend) : new String[0];
        return stat.length > 0 && stat[0].startsWith("postgres")
                ? OptionalLong.of(Long.parseLong(stat[2]))
                : OptionalLong.empty();
    }

    /** All of a cluster: its processes, and those that it had. */
    private static Duration cluster(long postmaster) {
        String[] parent = stat(postmaster);
        Duration sum = own(parent).plus(ticks(parent[14], parent[15]));
        for (String[] child : children(postmaster)) {
            sum = sum.plus(own(child));
        }
        return sum;
    }

    private static List<String[]> children(long parent) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .map(process -> process.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(name -> stat(Long.parseLong(name)))
                    .filter(stat -> stat.length > 0 && stat[2].equals(Long.toString(parent)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration own(String[] stat) {
        return stat.length == 0 ? Duration.ZERO : ticks(stat[12], stat[13]);
    }

    private static Duration ticks(String user, String system) {
        return TICK.multipliedBy(Long.parseLong(user) + Long.parseLong(system));
    }

    /** The name of a process, its state, its parent and so on, as proc_pid_stat(5) has them; nothing when it is gone. */
    private static String[] stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name is in parentheses and may have spaces.
            String name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
            return SPACE.split(name.replace(' ', '_') + line.substring(line.lastIndexOf(')') + 1));
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static Duration machine() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return machine(lines.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The work of all processors, by the first line of {@code /proc/stat}, as proc_stat(5) has it. */
    static Duration machine(String line) {
        String[] all = line.split(" +", -1);
        // user nice system idle iowait irq softirq steal
        return TICK.multipliedBy(
                Stream.of(1, 2, 3, 6, 7).mapToLong(i -> Long.parseLong(all[i])).sum());
    }

    private static long field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
