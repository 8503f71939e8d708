package dev.latchkey.bench;

import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param window what warming up is watched in
 * @param mostWindows after which warming up ends, settled or not
 * @param measured how long each figure is taken
 * @param starts of the server
 */
record Effort(Duration window, int mostWindows, Duration measured, int starts) {

    static final Effort FULL = new Effort(Duration.ofSeconds(2), 15, Duration.ofSeconds(10), 10);

    /** For a first look. */
    static final Effort QUICK = new Effort(Duration.ofSeconds(1), 5, Duration.ofSeconds(2), 3);
}
