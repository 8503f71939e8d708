package dev.latchkey.acceptance;

import dev.latchkey.core.FreePort;
import java.nio.file.Path;

/** The checkout that is being tested. */
final class Checkout {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Checkout() {}

    static Path launcher(String name) {
        return ROOT.resolve("bin").resolve(name);
    }

    static int freePort() {
        return FreePort.find();
    }
}
