package dev.latchkey.bench;

import java.util.stream.LongStream;

/**
 * How long answers took, in milliseconds; NaN when there was none.
 *
 * @param p50 what half of them did not exceed
 * @param p99 what 99 of 100 did not exceed
 */
record Latency(double p50, double p99) {

    static Latency of(LongStream nanos) {
        long[] sorted = nanos.sorted().toArray();
        return new Latency(percentile(sorted, 0.5), percentile(sorted, 0.99));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
