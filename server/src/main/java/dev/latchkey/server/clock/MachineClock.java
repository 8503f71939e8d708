package dev.latchkey.server.clock;

import java.time.Instant;

/** The clock of the machine that the server runs on. Nothing is decided by it; it is compared with the database's. */
@FunctionalInterface
public interface MachineClock {

    Instant now();
}
