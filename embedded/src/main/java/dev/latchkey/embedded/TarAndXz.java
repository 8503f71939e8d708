package dev.latchkey.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of these names, in the directory where systems have theirs. They are not searched for anywhere else. Java, just
 * started, takes twice as long as they do.
 */
final class TarAndXz {

    private static final Logger log = LoggerFactory.getLogger(TarAndXz.class);

    private static final Path TAR = Path.of("/usr/bin/tar");
    private static final Path XZ = Path.of("/usr/bin/xz");

    private TarAndXz() {}

    static boolean areInstalled() {
        return Files.isExecutable(TAR) && Files.isExecutable(XZ);
    }

    /**
     * Unpacks an archive that we brought ourselves. Files get no more rights than the archive and the umask give them.
     *
     * @return whether that went well; if not, there may be a part of it
     */
    static boolean unpack(InputStream archive, Path directory) {
        try {
            List<Process> programs = ProcessBuilder.startPipeline(List.of(
                    program(XZ, "--decompress", "--stdout"),
                    program(
                                    TAR,
                                    "-x",
                                    "--no-same-owner",
                                    "--no-same-permissions",
                                    "-f",
                                    "-",
                                    "-C",
                                    directory.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
            try (OutputStream first = programs.getFirst().getOutputStream()) {
                archive.transferTo(first);
            } finally {
                for (Process program : programs) {
                    program.onExit().join();
                }
            }
            return programs.stream().allMatch(program -> program.exitValue() == 0);
        } catch (IOException e) {
            log.debug("PostgreSQL was not unpacked by tar and xz", e);
            return false;
        }
    }

    private static ProcessBuilder program(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        return builder;
    }
}
