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
 * Unpacks with {@code /usr/bin/tar} and {@code /usr/bin/xz}; no other directory is searched. Java that has just started takes
 * twice as long.
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
     * @return whether both programs succeeded; if not, the directory may hold a part of the archive
     */
    static boolean unpack(InputStream archive, Path directory) {
        return unpack(archive, directory, TAR, XZ);
    }

    static boolean unpack(InputStream archive, Path directory, Path tar, Path xz) {
        try {
            List<Process> programs = ProcessBuilder.startPipeline(List.of(
                    program(xz, "--decompress", "--stdout"),
                    program(tar, "-xmf", "-", "-C", directory.toString(), "--no-same-owner", "--no-same-permissions")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
            try (OutputStream first = programs.getFirst().getOutputStream()) {
                archive.transferTo(first);
            } finally {
                programs.forEach(program -> program.onExit().join());
            }
            List<Integer> results = programs.stream().map(Process::exitValue).toList();
            log.debug("xz and tar exited with {}", results);
            return results.equals(List.of(0, 0));
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
