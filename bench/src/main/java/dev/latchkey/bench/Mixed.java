package dev.latchkey.bench;

import java.time.Duration;
import java.util.List;

/**
 * Refreshes at a fixed rate, first alone, then while as many people sign in as the server lets: whether hashing leaves
 * the others alone.
 *
 * @param alone how long refreshes took without sign-ins
 * @param beside how long refreshes took beside sign-ins
 */
record Mixed(double perSecond, Latency alone, Latency beside, double signInsPerSecond, long errors) {

    static Mixed measure(
            Meter meter, double perSecond, List<? extends Workload> refreshing, List<? extends Workload> signingIn)
            throws InterruptedException {
        meter.warmUp(refreshing);
        Duration length = meter.effort().measured();
        Load refreshes = Load.start(meter.server(), Schedule.openLoop(perSecond, System.nanoTime()), refreshing);
        Load signIns;
        Window alone;
        Window beside;
        long signedIn;
        try (refreshes) {
            Thread.sleep(meter.effort().window());
            alone = Window.watch(refreshes, meter.processes(), length);
            signIns = Load.start(meter.server(), Schedule.CLOSED_LOOP, signingIn);
            try (signIns) {
                Thread.sleep(meter.effort().window());
                long before = signIns.answered();
                beside = Window.watch(refreshes, meter.processes(), length);
                signedIn = signIns.answered() - before;
            }
        }
        return new Mixed(
                perSecond,
                refreshes.latency(alone.from(), alone.to()),
                refreshes.latency(beside.from(), beside.to()),
                signedIn * 1e9 / (beside.to() - beside.from()),
                refreshes.failed() + signIns.failed());
    }

    double ratio() {
        return beside.p99() / alone.p99();
    }
}
