package dev.latchkey.bench;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/** Whether a figure that is taken again and again still moves. */
final class Settling {

    /** By chance two agree before anything is compiled. */
    private static final int AGREEING = 3;

    private static final double AGREEMENT = 0.03;

    private final Deque<Double> latest = new ArrayDeque<>();

    /** Adds a figure; says whether it and those before it agree. */
    boolean add(double figure) {
        latest.addLast(figure);
        if (latest.size() > AGREEING) {
            latest.removeFirst();
        }
        double least = Collections.min(latest);
        return latest.size() == AGREEING && Collections.max(latest) - least <= AGREEMENT * least;
    }
}
