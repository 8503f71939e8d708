package dev.latchkey.admin.db;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ClockDifference;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.db.DbShapes.Purged;
import dev.latchkey.core.Database;
import dev.latchkey.core.setup.LengthSetting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey db purge}. */
record PurgeDatabase(Session session) {

    @Command(
            description = {
                "Forget what has ended: partitions of tokens, browser sessions, device grants, undelivered messages, revocations, status lists, attempts, bans, client secrets,"
                        + " keys, and audit events that are older than LATCHKEY_AUDIT_KEEP (400d).",
                "Servers do the same every hour; this is for when none runs. No lock is held for long: servers go on."
            },
            footer = {"Examples:", "  latchkey db purge --yes", "  latchkey db purge --dry-run"})
    int purge(@Mixin Confirmation confirmation, @Mixin Change change) {
        Database database = session.database();
        requireTime(ClockDifference.of(session, database));
        confirmation.require(change, "Remove everything that has ended from the database?");
        Purge purge = new Purge(database.upkeep()
                .all(database.keyChanges(), session.serverVariables().length(LengthSetting.AUDIT_KEEP), change.by()));
        Purged purged = purge.run(change.dryRun());
        session.output().done(DbShapes.PURGED, purged, words(purged, change));
        purge.refuseUnfinished();
        return ExitCode.DONE;
    }

    /** What was removed because its time was over does not come back. */
    private static void requireTime(ClockDifference difference) {
        if (difference.isTooLarge()) {
            throw Failure.conflict("The clock of this machine is " + difference.words()
                    + ", and what has ended depends on the time: set both by NTP.");
        }
    }

    private static String words(Purged purged, Change change) {
        return change.mood("removed") + " " + purged.partitions() + " partitions of tokens, " + purged.sessions()
                + " browser sessions, " + purged.deviceGrants() + " device grants, " + purged.messages()
                + " undelivered messages, " + purged.accessTokens()
                + " expired access tokens, " + purged.limits()
                + " attempts and bans, "
                + purged.secrets() + " old client secrets, " + purged.revokedStatuses() + " revoked statuses, "
                + purged.statusLists() + " status lists, " + purged.keys() + " keys, " + purged.auditEvents()
                + " audit events";
    }
}
