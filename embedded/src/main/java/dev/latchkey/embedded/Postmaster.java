package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The server process of a cluster, as its {@code postmaster.pid} tells.
 *
 * @param pid its process id
 * @param port where it listens on 127.0.0.1
 */
record Postmaster(long pid, int port, State state) {

    /** The state of the process, which it writes into the last line of the file. */
    enum State {
        STARTING,
        READY,
        STOPPING
    }

    /** Lines of postmaster.pid, counted from zero. The file is written in steps, so the later ones may be missing. */
    private static final int PID = 0;

    private static final int PORT = 3;
    private static final int STATE = 7;

    /**
     * Finds the living postmaster of a home. A file that a crash left behind is not trusted, because another process
     * may have its process id by now. Only a PostgreSQL that serves the data of this very home
     * counts, whichever installation its program is of. A copy of the home, with the file in it, therefore finds nothing.
     *
     * <p>There is no trial connection: a postmaster writes that it is ready when it accepts connections, and the
     * caller connects next anyway, so a trial would only make each command slower.
     */
    static Optional<Postmaster> find(Home home) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(home.postmasterPid(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        long pid = number(lines, PID);
        if (pid <= 0 || !serves(home, pid)) {
            return Optional.empty();
        }
        State state = switch (line(lines, STATE)) {
            case "ready" -> State.READY;
            case "stopping" -> State.STOPPING;
            default -> State.STARTING;
        };
        return Optional.of(new Postmaster(pid, (int) number(lines, PORT), state));
    }

    /**
     * Whether it is a postgres, of this user, that runs in the directory of the data, as each postmaster does. Where the system
     * does not tell directories, it is what {@code pg_ctl} told it to serve.
     */
    private static boolean serves(Home home, long pid) {
        Optional<ProcessHandle.Info> process = ProcessHandle.of(pid).map(ProcessHandle::info);
        // After an update the name of its file has the addition.
        boolean isPostgres = process.flatMap(ProcessHandle.Info::command)
                .filter(program -> program.endsWith("/postgres") || program.endsWith("/postgres (deleted)"))
                .isPresent();
        if (!isPostgres) {
            return false;
        }
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), home.data());
        } catch (IOException e) {
            List<String> told = List.of("-D", home.data().toString());
            return process.flatMap(ProcessHandle.Info::arguments)
                    .filter(arguments -> Collections.indexOfSubList(List.of(arguments), told) >= 0)
                    .isPresent();
        }
    }

    private static long number(List<String> lines, int index) {
        String line = line(lines, index);
        return line.matches("\\d{1,10}") ? Long.parseLong(line) : 0;
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }
}
