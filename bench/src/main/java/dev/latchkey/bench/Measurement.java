package dev.latchkey.bench;

import java.time.Duration;

/**
 * What one kind of request did.
 *
 * @param name of the kind
 * @param most with all that the server can do
 * @param atMost how long it took meanwhile
 * @param atHalf how long it took at half of that rate
 * @param errors requests that failed or were not answered as they should
 * @param residentBytes of the server afterwards
 * @param warmedUp for how long
 * @param settled whether warming up ended because nothing moved any more
 */
record Measurement(
        String name,
        Window most,
        Latency atMost,
        Latency atHalf,
        long errors,
        long residentBytes,
        Duration warmedUp,
        boolean settled) {}
