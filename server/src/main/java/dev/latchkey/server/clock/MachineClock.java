package dev.latchkey.server.clock;

import java.time.Instant;

/** The clock of the machine that the server runs on. It is used only to compare it with the database's. */
@FunctionalInterface
public interface MachineClock {

    Instant now();
}
