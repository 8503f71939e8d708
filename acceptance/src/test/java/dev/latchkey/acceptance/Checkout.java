package dev.latchkey.acceptance;

import dev.latchkey.core.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that is being tested, by its own programs or by those of an installation. */
final class Checkout {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** What has {@code bin/}: the checkout, or the directory that the property {@code latchkey.programs} names. */
    private static final Path PROGRAMS = Path.of(System.getProperty("latchkey.programs", ".."))
            .toAbsolutePath()
            .normalize();

    /** Where the commands of the documentation work: the files of the checkout, and the programs that are tested in {@code bin/}. */
    static final Path DESK = PROGRAMS.equals(ROOT) ? ROOT : desk();

    private Checkout() {}

    private static Path desk() {
        try (Stream<Path> files = Files.list(ROOT)) {
            Path desk = Files.createTempDirectory("latchkey-desk");
            List<Path> others = files.filter(file -> !file.endsWith("bin")).toList();
            for (Path file : others) {
                link(desk, file);
            }
            link(desk, PROGRAMS.resolve("bin"));
            desk.toFile().deleteOnExit();
            return desk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path directory, Path target) throws IOException {
        Files.createSymbolicLink(directory.resolve(target.getFileName()), target)
                .toFile()
                .deleteOnExit();
    }

    static Path launcher(String name) {
        return PROGRAMS.resolve("bin").resolve(name);
    }

    static int freePort() {
        return FreePort.find();
    }
}
