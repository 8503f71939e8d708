package dev.latchkey.server.operate.startup;

/** One step before the first request. */
public interface StartupStep {

    /** Runs the step. An exception ends the start, and {@link StartupFailureReporter} prints it in one line. */
    void run();
}
