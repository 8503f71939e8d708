package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is remembered of hosts that do not answer. */
class HostLimitsTest {

    private static final String BROKEN = "broken.example";

    private final AtomicLong nanos = new AtomicLong();
    private final HostLimits limits = new HostLimits(nanos::get);

    private void fail(String host) throws FetchException {
        limits.begin(host);
        limits.failed(host, "no answer in time");
    }

    private void failOften(String host) throws FetchException {
        for (int i = 0; i < HostLimits.FAILURES; i++) {
            fail(host);
        }
    }

    @Test
    void aHostThatFailsAgainAfterItsRestRestsAgain() throws FetchException {
        failOften(BROKEN);
        nanos.addAndGet(HostLimits.REST.toNanos());
        fail(BROKEN);
        assertThatThrownBy(() -> fail(BROKEN)).isInstanceOf(FetchException.class);
    }

    /** Many names do not fill the memory: hosts that rested enough begin anew. */
    @Test
    void withManyHostsThoseThatRestedAreForgotten() throws FetchException {
        failOften(BROKEN);
        for (int i = 1; i < HostLimits.MOST_HOSTS; i++) {
            fail("host" + i + ".example");
        }
        assertThatThrownBy(() -> fail(BROKEN)).isInstanceOf(FetchException.class);
        nanos.addAndGet(HostLimits.REST.toNanos());
        assertThatCode(() -> failOften(BROKEN)).doesNotThrowAnyException();
    }
}
