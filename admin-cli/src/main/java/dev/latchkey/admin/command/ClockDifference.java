package dev.latchkey.admin.command;

import dev.latchkey.core.Database;
import dev.latchkey.core.setup.LengthSetting;
import java.time.Duration;
import java.time.Instant;

/**
 * How far the clock of this machine is from the database's.
 *
 * @param amount not negative
 * @param isAhead whether it is this machine's that shows the later time
 * @param most with more than that, servers do not trust either clock
 */
public record ClockDifference(Duration amount, boolean isAhead, Duration most) {

    /** Compares them: the time that the question took does not count. */
    public static ClockDifference of(Session session, Database database) {
        Instant before = session.now();
        Instant theirs = database.now();
        Instant after = session.now();
        Duration amount = theirs.isBefore(before)
                ? Duration.between(theirs, before)
                : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
        return new ClockDifference(
                amount, theirs.isBefore(before), session.serverVariables().length(LengthSetting.CLOCK_MAX_DIFFERENCE));
    }

    public boolean isTooLarge() {
        return amount.compareTo(most) > 0;
    }

    /** Such as {@code 3s behind the database's}. */
    public String words() {
        return amount.toSeconds() + "s " + (isAhead ? "ahead of" : "behind") + " the database's";
    }
}
