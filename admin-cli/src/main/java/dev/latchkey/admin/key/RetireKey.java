package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.key.KeyShapes.ChangedKey;
import dev.latchkey.core.Database;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.Retirement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey key retire}. */
record RetireKey(Session session) {

    @Command(
            description = {
                "Have the next key sign from now on, before its time.",
                "What the old one signed is accepted until it expires."
            },
            footer = {"Examples:", "  latchkey key retire 01a2b3c4d5e6"})
    int retire(@Parameters(paramLabel = "KEY", description = KeyCommand.KEY) String id, @Mixin Change change) {
        Database database = session.database();
        KeyListing key = Lookup.key(database, id);
        Outcome<Retirement> outcome = change.make(() -> {
            Retirement retirement = database.keyChanges().retire(key, change.by());
            return Outcome.of(retirement, Lookup.key(database, key.id().toString()), database);
        });
        String words = words(outcome.result(), key.algorithmName() + " " + key.id(), change);
        boolean changed = outcome.result() == Retirement.RETIRED;
        KeyListing retired = outcome.key();
        session.output()
                .done(
                        KeyShapes.CHANGED,
                        new ChangedKey(retired, changed, retired.publishedUntil(), outcome.signing()),
                        words);
        return ExitCode.DONE;
    }

    private static String words(Retirement retirement, String key, Change change) {
        return switch (retirement) {
            case RETIRED -> change.mood("retired " + key);
            case ALREADY -> key + " was retired already";
            case PENDING -> throw Failure.conflict(key + " does not sign yet: there is nothing to retire.");
            case NO_SUCCESSOR ->
                throw Failure.conflict("There is no key after " + key + ": run 'latchkey key rotate' first.");
            case SUCCESSOR_TOO_YOUNG ->
                throw Failure.conflict("Resource servers may not have the key after " + key + " before "
                        + KeySchedule.DEFAULT.cacheAge().toMinutes()
                        + " minutes are over: wait, or 'latchkey key revoke' it when it leaked.");
        };
    }
}
