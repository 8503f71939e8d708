package dev.latchkey.admin.key;

import dev.latchkey.admin.command.ChangeOptions;
import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.key.KeyShapes.ChangedKey;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges.KeyRevocation;
import dev.latchkey.core.key.KeyChanges.Retirement;
import dev.latchkey.core.key.KeyChanges.Rotation;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyListing.State;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.MasterKeySource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey key}. */
@Command(
        name = "key",
        addMethodSubcommands = false,
        description = "The keys that sign access tokens and authenticate refresh tokens.",
        footer = {"Examples:", "  latchkey key list", "  latchkey key rotate --algorithm RS256"})
public final class KeyCommand extends CommandGroup {

    private static final String KEY = "Its id, or the beginning of it.";

    private static final Duration SERVERS_FOLLOW_WITHIN = Duration.ofSeconds(1);

    public KeyCommand(Session session) {
        super(session);
    }

    @Command(
            name = "list",
            description =
                    "List the keys, and when each signs and leaves. Needs no master key, and shows nothing secret.",
            footer = {"Examples:", "  latchkey key list", "  latchkey key list -o json"})
    int list() {
        output().list(KeyShapes.KEY, database().keys().list());
        return ExitCode.DONE;
    }

    @Command(
            name = "rotate",
            description = {
                "Make the next key. It is published now and signs in ten minutes, when every resource server has it.",
                "Servers do this by themselves when a key is old; nobody notices."
            },
            footer = {"Examples:", "  latchkey key rotate", "  latchkey key rotate --algorithm RS256 --dry-run"})
    int rotate(
            @Option(
                            names = "--algorithm",
                            paramLabel = "NAME",
                            order = 10,
                            description =
                                    "${COMPLETION-CANDIDATES}; repeat it for more. Default: all. HS256 is the key of"
                                            + " refresh tokens.")
                    @Nullable
                    List<KeyAlgorithm> algorithms,
            @Mixin ChangeOptions change) {
        var masterKey = session().masterKey();
        List<KeyAlgorithm> wanted = algorithms == null ? List.of(KeyAlgorithm.values()) : algorithms;
        List<Rotation> rotations = change(
                change,
                () -> wanted.stream()
                        .distinct()
                        .map(algorithm -> database().keyChanges().rotate(algorithm, masterKey, by(change)))
                        .toList());
        output().done(KeyShapes.CHANGED, rotations.stream().map(ChangedKey::of).toList(), key -> words(key, change));
        return ExitCode.DONE;
    }

    private static String words(ChangedKey rotated, ChangeOptions change) {
        KeyListing current = rotated.key();
        KeyListing next = Objects.requireNonNull(rotated.next());
        Instant leaves = rotated.acceptedUntil();
        String made = rotated.changed() ? change.mood("made " + next.id()) : next.id() + " was made already";
        String words = next.algorithmName() + ": " + made + ", signs from " + time(next.activeFrom());
        return current == null || leaves == null
                ? words
                : words + "; " + current.id() + " signs until then and leaves at " + time(leaves);
    }

    @Command(
            name = "retire",
            description = {
                "Have the next key sign from now on, before its time.",
                "What the old one signed is accepted until it expires."
            },
            footer = {"Examples:", "  latchkey key retire 01a2b3c4d5e6"})
    int retire(@Parameters(paramLabel = "KEY", description = KEY) String id, @Mixin ChangeOptions change) {
        KeyListing key = Lookup.key(database(), id);
        Outcome<Retirement> outcome = change(change, () -> {
            Retirement retirement = database().keyChanges().retire(key, by(change));
            KeyListing retired = Lookup.key(database(), key.id().toString());
            return new Outcome<>(retirement, retired, signing(retired));
        });
        Retirement retirement = outcome.result();
        String name = key.algorithmName() + " " + key.id();
        String words = switch (retirement) {
            case RETIRED -> change.mood("retired " + name);
            case ALREADY -> name + " was retired already";
            case PENDING -> throw Failure.conflict(name + " does not sign yet: there is nothing to retire.");
            case NO_SUCCESSOR ->
                throw Failure.conflict("There is no key after " + name + ": run 'latchkey key rotate' first.");
            case SUCCESSOR_TOO_YOUNG ->
                throw Failure.conflict("Resource servers may not have the key after " + name + " before "
                        + KeySchedule.DEFAULT.cacheAge().toMinutes()
                        + " minutes are over: wait, or 'latchkey key revoke' it when it leaked.");
        };
        KeyListing retired = outcome.key();
        return done(
                new ChangedKey(retired, retirement == Retirement.RETIRED, retired.publishedUntil(), outcome.signing()),
                words);
    }

    @Command(
            name = "revoke",
            description = {
                "Take a key out at once, because somebody else may have it. What it signed is refused from then on.",
                "Another one signs at once. It need not be possible to open the key. A revoked key for refresh tokens ends"
                        + " every sign-in that was not refreshed since it was retired."
            },
            footer = {"Examples:", "  latchkey key revoke 01a2b3c4d5e6 --reason 'backup was stolen'"})
    int revoke(
            @Parameters(paramLabel = "KEY", description = KEY) String id,
            @Mixin Confirmation confirmation,
            @Mixin ChangeOptions change) {
        confirmation.requireAnswer(terminal(), change);
        MasterKey masterKey = masterKeyIfAny();
        KeyListing key = Lookup.key(database(), id);
        String name = key.algorithmName() + " " + key.id();
        confirmation.require(terminal(), change, "Revoke " + name + "? " + consequence(key));
        Timed<Outcome<KeyRevocation>> outcome = changeTimed(
                change,
                () -> new Outcome<>(database().keyChanges().revoke(key, masterKey, by(change)), key, signing(key)));
        KeyRevocation revoked = outcome.value().result();
        Instant refusedBy = refusedByAll(key, outcome.at());
        String words = revoked.changed()
                ? change.mood("revoked " + name) + "; " + successor(key, revoked) + ". " + consequence(key)
                        + " Nobody accepts them after " + time(refusedBy) + "."
                : name + " was revoked already";
        return done(
                new ChangedKey(
                        key, revoked.changed(), refusedBy, outcome.value().signing()),
                words);
    }

    /** A key can be revoked without a master key; only to make another one takes one. */
    private @Nullable MasterKey masterKeyIfAny() {
        try {
            return session().masterKey();
        } catch (ConfigurationException e) {
            return null;
        }
    }

    private static String successor(KeyListing key, KeyRevocation revoked) {
        return revoked.next()
                .map(next -> next.id() + " signs")
                .orElseGet(() -> "no key for " + key.algorithmName()
                        + " is left, and the master key given here could not make one: servers answer 503 where they need"
                        + " it until you run 'latchkey key rotate' with the master key of the servers");
    }

    private static String consequence(KeyListing key) {
        return key.algorithm() == KeyAlgorithm.HS256
                ? "Refresh tokens that it made are refused from now on: their users sign in again."
                : "Access tokens that it signed are refused from now on; refreshing gives new ones.";
    }

    /** Whoever has an old JWK Set goes on accepting until that is too old to be used. */
    private static Instant refusedByAll(KeyListing key, Instant now) {
        Instant published = now.plus(SERVERS_FOLLOW_WITHIN);
        return key.algorithm() == KeyAlgorithm.HS256 ? published : published.plus(KeySchedule.DEFAULT.pending());
    }

    /**
     * What came of a change, with all that is told of it: nothing is asked when it is committed.
     *
     * @param signing null when there is none
     */
    private record Outcome<T>(
            T result, KeyListing key, @Nullable KeyListing signing) {}

    private @Nullable KeyListing signing(KeyListing key) {
        return database().keys().list().stream()
                .filter(one -> one.algorithmName().equals(key.algorithmName()) && one.state() == State.ACTIVE)
                .findFirst()
                .orElse(null);
    }

    private int done(ChangedKey changed, String words) {
        output().done(KeyShapes.CHANGED, changed, words);
        return ExitCode.DONE;
    }

    @Command(
            name = "rewrap",
            description = {
                "Seal all keys with a new master key. Servers go on, and find the new one in the same file.",
                "The setting of the master key holds the new one and the old one, in this order, until this is done."
            },
            footer = {
                "Examples:",
                "  latchkey key rewrap",
                "  latchkey key rewrap --generate      # with the embedded database"
            })
    int rewrap(
            @Option(
                            names = "--generate",
                            order = 10,
                            description = "Make a new master key for the embedded database. The old one stays in"
                                    + " master-key.old, for backups.")
                    boolean generate,
            @Mixin ChangeOptions change) {
        MasterKeySource source = session().masterKeySource();
        if (generate && change.dryRun()) {
            return sealed(database().keys().list().size(), change);
        }
        database();
        int sealed =
                generate ? source.exchange(masterKey -> rewrap(masterKey, change)) : rewrap(source.load(false), change);
        return sealed(sealed, change);
    }

    private int sealed(int keys, ChangeOptions change) {
        String words = keys == 0 ? "all keys were sealed so already" : change.mood("sealed " + keys + " keys again");
        output().done(KeyShapes.REWRAPPED, keys, words);
        return ExitCode.DONE;
    }

    private int rewrap(MasterKey masterKey, ChangeOptions change) {
        return change(change, () -> database().keyChanges().rewrap(masterKey, by(change)));
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
