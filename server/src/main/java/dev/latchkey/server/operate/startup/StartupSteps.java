package dev.latchkey.server.operate.startup;

import dev.latchkey.server.operate.startup.StopRequest.StoppedException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs all steps of a start that write, one after the other, before the caches watch the database and before the ports
 * are open. So creating beans writes nothing, and a step may use every bean.
 */
public final class StartupSteps implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StartupSteps.class);

    private final List<StartupStep> steps;
    private final StopRequest stop;
    private volatile boolean done;

    /**
     * Steps that are not taken yet.
     *
     * @param steps in their order; the first that fails is the last
     * @param stop after which no further step is taken
     */
    public StartupSteps(List<StartupStep> steps, StopRequest stop) {
        this.stop = stop;
        this.steps = List.copyOf(steps);
    }

    /** In their order. */
    List<StartupStep> steps() {
        return steps;
    }

    @Override
    public void start() {
        for (StartupStep step : steps) {
            if (stop.isMade()) {
                LOG.info("Stopped before the start was complete");
                throw new StoppedException();
            }
            step.run();
        }
        done = true;
    }

    @Override
    public void stop() {
        done = false;
    }

    @Override
    public boolean isRunning() {
        return done;
    }

    /** Before everything else that starts. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
