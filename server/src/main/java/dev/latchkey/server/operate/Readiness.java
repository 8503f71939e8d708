package dev.latchkey.server.operate;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether requests should come here: all conditions hold. What they need to know is known already, from connections that
 * ask the database all the time: a probe costs nothing, waits for nothing, and does not fail because the pool is busy,
 * which would send the load of a server that has much to do to others that soon have too much.
 */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final List<Condition> conditions;
    private Optional<String> said = Optional.empty();

    /**
     * Readiness under conditions.
     *
     * @param conditions the first that does not hold is the one that is logged
     */
    public Readiness(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /** The first reason why the server is not ready; empty when it is. It is logged, and no answer has it. */
    public Optional<String> look() {
        Optional<String> flaw = conditions.stream()
                .flatMap(condition -> condition.flaw().stream())
                .findFirst();
        say(flaw);
        return flaw;
    }

    private synchronized void say(Optional<String> flaw) {
        if (flaw.isPresent() && !flaw.equals(said)) {
            LOG.warn("Not ready: {}", flaw.get());
        } else if (flaw.isEmpty() && said.isPresent()) {
            LOG.info("Ready again");
        }
        said = flaw;
    }
}
