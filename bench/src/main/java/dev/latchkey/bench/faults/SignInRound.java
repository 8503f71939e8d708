package dev.latchkey.bench.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * One fault at one step of sign-ins, and what came of it.
 *
 * @param what was killed
 * @param step that all were about to take
 * @param answered requests that got an answer that says what was done
 * @param unanswered requests whose connection broke before the answer
 * @param unavailable requests that were answered with 503
 * @param repeated sign-ins that began again because the tokens of a code were lost with an answer
 * @param back from the fault until all were signed in
 * @param broken promises
 */
record SignInRound(
        int number,
        String what,
        Person.Step step,
        long answered,
        long unanswered,
        long unavailable,
        int repeated,
        Duration back,
        int broken) {

    static final String CSV_HEAD = "number,what,step,answered,unanswered,unavailable,repeated,back_ms,broken\n";

    String csv() {
        return String.format(Locale.ROOT, "%d,%s,%s,%d,%d,%d,%d,%d,%d%n", values());
    }

    /** One line of progress for the terminal. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%3d  %-10s at %-22s  answered %4d  unanswered %3d, 503 %3d  begun again %d  signed in after %5d ms"
                        + "  broken %d",
                values());
    }

    /** In the order of the table. */
    private Object[] values() {
        return new Object[] {number, what, step, answered, unanswered, unavailable, repeated, back.toMillis(), broken};
    }
}
