package dev.latchkey.server.operate.startup;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Runs all steps of a start that write, one after the other, before the caches watch the database and before the ports
 * are open. So creating beans writes nothing, and a step may use every bean.
 */
public final class StartupSteps implements SmartLifecycle {

    private final List<StartupStep> steps;
    private volatile boolean done;

    /**
     * Steps that are not taken yet.
     *
     * @param steps in their order; the first that fails is the last
     */
    public StartupSteps(List<StartupStep> steps) {
        this.steps = List.copyOf(steps);
    }

    /** In their order. */
    List<StartupStep> steps() {
        return steps;
    }

    @Override
    public void start() {
        steps.forEach(StartupStep::run);
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
