package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Change.Timed;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.key.KeyShapes.ChangedKey;
import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyRevocation;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.MasterKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey key revoke}. */
record RevokeKey(Session session) {

    private static final Duration SERVERS_FOLLOW_WITHIN = Duration.ofSeconds(1);

    @Command(
            description = {
                "Revoke a key that an attacker may know. Everything that it signed is rejected from then on.",
                "Another key signs at once. This also works for a key that cannot be opened. Revoking a key for refresh"
                        + " tokens ends every sign-in that was not refreshed since it was retired."
            },
            footer = {"Examples:", "  latchkey key revoke 01a2b3c4d5e6 --reason 'backup was stolen'"})
    int revoke(
            @Parameters(paramLabel = "KEY", description = KeyCommand.KEY) String id,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        MasterKey masterKey = masterKeyIfAny();
        Database database = session.database();
        KeyListing key = Lookup.key(database, id);
        String name = key.algorithmName() + " " + key.id();
        confirmation.require(change, "Revoke " + name + "? " + consequence(key));
        Timed<Outcome<KeyRevocation>> outcome = change.makeTimed(
                () -> Outcome.of(database.keyChanges().revoke(key, masterKey, change.by()), key, database));
        KeyRevocation revoked = outcome.value().result();
        Instant refusedBy = refusedByAll(key, outcome.at());
        String words = revoked.changed()
                ? change.mood("revoked " + name) + "; " + successor(key, revoked) + ". " + consequence(key)
                        + " Every server rejects them after " + refusedBy.truncatedTo(ChronoUnit.SECONDS) + "."
                : name + " was revoked already";
        session.output()
                .done(
                        KeyShapes.CHANGED,
                        new ChangedKey(
                                key,
                                revoked.changed(),
                                refusedBy,
                                outcome.value().signing()),
                        words);
        return ExitCode.DONE;
    }

    /** A key can be revoked without a master key; only to make another one takes one. */
    private @Nullable MasterKey masterKeyIfAny() {
        try {
            return session.masterKey();
        } catch (ConfigurationException e) {
            return null;
        }
    }

    private static String successor(KeyListing key, KeyRevocation revoked) {
        return revoked.next()
                .map(next -> next.id() + " signs")
                .orElseGet(() -> "no key for " + key.algorithmName()
                        + " is left, and the master key given here could not make one: servers answer 503 where they"
                        + " need it until you run 'latchkey key rotate' with the master key of the servers");
    }

    private static String consequence(KeyListing key) {
        return key.algorithm() == KeyAlgorithm.HS256
                ? "Refresh tokens that it made are refused from now on: their users sign in again."
                : "Access tokens that it signed are refused from now on; refreshing gives new ones.";
    }

    /** A resource server with an old JWK Set goes on accepting until that is too old to be used. */
    private static Instant refusedByAll(KeyListing key, Instant now) {
        Instant published = now.plus(SERVERS_FOLLOW_WITHIN);
        return key.algorithm() == KeyAlgorithm.HS256 ? published : published.plus(KeySchedule.DEFAULT.pending());
    }
}
