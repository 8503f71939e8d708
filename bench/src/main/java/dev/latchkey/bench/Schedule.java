package dev.latchkey.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When the requests of a load are sent. All of its connections share it. */
interface Schedule {

    /** As soon as a connection is free. Says how much a server can do, and hides how long requests would have waited. */
    Schedule CLOSED_LOOP = System::nanoTime;

    /** Waits until the next request is due; returns when it was, of {@link System#nanoTime()}. */
    long next();

    /**
     * An open loop: at a constant rate, whether the server keeps up or not. A request that finds all connections busy is
     * sent late and still counts from when it was due, as the person behind it does.
     *
     * @param start when the first one is due, of {@link System#nanoTime()}
     */
    static Schedule openLoop(double perSecond, long start) {
        AtomicLong requests = new AtomicLong();
        return () -> {
            long due = start + (long) (requests.getAndIncrement() * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            return due;
        };
    }
}
