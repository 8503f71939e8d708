package dev.latchkey.server.fetch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bounds what one host can take of this server: requests at once, and requests while it does not answer. */
final class HostLimits {

    static final int AT_ONCE = 8;

    /** A host that gave no answer so often in a row is left alone for {@link #REST}. */
    static final int FAILURES = 3;

    static final Duration REST = Duration.ofSeconds(10);

    /** Beyond this number, hosts that are not left alone any more are forgotten. */
    static final int MOST_HOSTS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(HostLimits.class);

    /** Those of whom there is something to remember. */
    private final Map<String, Host> hosts = new HashMap<>();

    private final LongSupplier nanoTime;

    HostLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static final class Host {
        private int underWay;
        private int failures;
        private long restsUntil;
    }

    /** Lets a request begin, which {@link #answered} or {@link #failed} must follow. */
    synchronized void begin(String name) throws FetchException {
        if (hosts.size() >= MOST_HOSTS) {
            hosts.values().removeIf(host -> host.underWay == 0 && host.restsUntil - nanoTime.getAsLong() <= 0);
        }
        Host host = hosts.computeIfAbsent(name, any -> new Host());
        if (host.failures >= FAILURES && host.restsUntil - nanoTime.getAsLong() > 0) {
            throw new FetchException("the host gave no answer a moment ago, and was not asked again");
        }
        if (host.underWay >= AT_ONCE) {
            throw new FetchException("as many requests as allowed to this host are under way");
        }
        host.underWay++;
    }

    /** A request ended with an answer, whatever it was. */
    synchronized void answered(String name) {
        Host host = end(name);
        if (host.failures >= FAILURES) {
            LOG.info("{} answers again", name);
        }
        host.failures = 0;
        if (host.underWay == 0) {
            hosts.remove(name);
        }
    }

    /** A request ended without an answer. */
    synchronized void failed(String name, String reason) {
        Host host = end(name);
        host.failures++;
        host.restsUntil = nanoTime.getAsLong() + REST.toNanos();
        if (host.failures == FAILURES) {
            LOG.warn("{} is left alone for {} s at a time until it answers: {}", name, REST.toSeconds(), reason);
        }
    }

    private Host end(String name) {
        Host host = hosts.computeIfAbsent(name, any -> new Host());
        host.underWay--;
        return host;
    }
}
