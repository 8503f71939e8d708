package dev.latchkey.bench;

/**
 * What one kind of request did.
 *
 * @param perSecond requests
 * @param p50Micros the latency that half of the requests were faster than
 * @param errors requests that failed or were not answered as they should
 * @param serverMicros CPU per request
 * @param databaseMicros CPU per request, of all processes of the cluster
 * @param residentBytes of the server afterwards
 * @param others how much of the machine's CPU went to programs that do not belong here, 0 to 1
 * @param settled whether warming up ended because nothing moved any more
 */
record Measurement(
        String name,
        double perSecond,
        double p50Micros,
        double p99Micros,
        long errors,
        double serverMicros,
        double databaseMicros,
        long residentBytes,
        double others,
        boolean settled) {

    double cpuMicros() {
        return serverMicros + databaseMicros;
    }
}
