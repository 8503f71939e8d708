package dev.latchkey.server.operate.startup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the process was told to stop, by SIGTERM or Ctrl-C. The framework acts on that only when the start has ended;
 * this says so at once, so that the start can end before its next step.
 */
public final class StopRequest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StopRequest.class);

    private final String patience;
    private final Thread hook = new Thread(this::make, "stop-request");
    private volatile boolean made;

    /**
     * Hears of the end of the process.
     *
     * @param patience how long requests that run may take to end, for the log
     */
    public StopRequest(String patience) {
        this.patience = patience;
    }

    /** Begins to listen. */
    public void listen() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
            make();
        }
    }

    /** Makes the request. */
    void make() {
        made = true;
        LOG.info("Stopping: requests that are being answered have {} to end", patience);
    }

    boolean isMade() {
        return made;
    }

    /** Listens no longer: several servers may run in one process, one after the other. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends, and the hook has run.
        }
    }

    /** Ends a start that was told to stop. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("The server was told to stop before it was ready.");
        }
    }
}
