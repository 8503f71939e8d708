package dev.latchkey.admin.db;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.db.DbShapes.Purged;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.upkeep.Ended;
import dev.latchkey.core.upkeep.Upkeep;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Purges one table after the other. A table that is locked is left for later, and the others are still purged. */
final class Purge {

    private final List<Upkeep.Task> tasks;
    private final Map<Ended, Integer> done = new EnumMap<>(Ended.class);
    private final List<String> inUse = new ArrayList<>();

    Purge(List<Upkeep.Task> tasks) {
        this.tasks = tasks;
    }

    /** Forgets everything, or with {@code dryRun} counts it. */
    Purged run(boolean dryRun) {
        for (Upkeep.Task task : tasks) {
            try {
                done.put(task.ended(), dryRun ? task.count() : task.forget());
            } catch (RuntimeException e) {
                if (!isBusy(e)) {
                    throw e;
                }
                inUse.add(task.ended().title());
            }
        }
        return new Purged(
                count(Ended.PARTITIONS),
                count(Ended.SESSIONS),
                count(Ended.EXCHANGED_FAMILIES),
                count(Ended.DEVICE_GRANTS),
                count(Ended.SEEN_ONCE),
                count(Ended.PUSHED_REQUESTS),
                count(Ended.MESSAGES),
                count(Ended.ACCESS_TOKENS),
                count(Ended.RATE_LIMITS) + count(Ended.SIGN_IN_FAILURES) + count(Ended.BANS),
                count(Ended.CLIENT_SECRETS),
                count(Ended.DOCUMENT_CLIENTS),
                count(Ended.REVOKED_STATUSES),
                count(Ended.STATUS_LISTS),
                count(Ended.KEYS),
                count(Ended.AUDIT_EVENTS));
    }

    /** Ends the command with a sentence when something was left. */
    void refuseUnfinished() {
        if (!inUse.isEmpty()) {
            throw Failure.conflict("Something else uses the " + String.join(" and the ", inUse)
                    + ", a backup or a long listing: run this again when that is over.");
        }
    }

    private int count(Ended ended) {
        return done.getOrDefault(ended, 0);
    }

    private static boolean isBusy(RuntimeException e) {
        return DatabaseFailure.of(e)
                .filter(failure -> failure.kind() == DatabaseFailure.Kind.BUSY)
                .isPresent();
    }
}
