package dev.latchkey.server.operate.startup;

/** One step between the open connections and the first request. */
public interface StartupStep {

    /** Takes the step. What it throws ends the start, and {@link StartupFailureReporter} says it in one line. */
    void run();
}
