package dev.latchkey.admin.key;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.key.KeyShapes.ChangedKey;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.RotatedKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey key rotate}. */
record RotateKeys(Session session) {

    @Command(
            description = {
                "Make the next key. It is published now and signs in ten minutes, when every resource server has it.",
                "Servers do this by themselves when a key is old. Clients and users need do nothing."
            },
            footer = {"Examples:", "  latchkey key rotate", "  latchkey key rotate --algorithm RS256 --dry-run"})
    int rotate(
            @Option(
                            names = "--algorithm",
                            paramLabel = "NAME",
                            order = 10,
                            description =
                                    "${COMPLETION-CANDIDATES}; repeat it for more. Default: all. HS256 is the key of refresh tokens.")
                    @Nullable
                    List<KeyAlgorithm> algorithms,
            @Mixin Change change) {
        MasterKey masterKey = session.masterKey();
        KeyChanges keys = session.database().keyChanges();
        List<KeyAlgorithm> wanted = algorithms == null ? List.of(KeyAlgorithm.values()) : algorithms;
        List<RotatedKey> rotations = change.make(() -> wanted.stream()
                .distinct()
                .map(algorithm -> keys.rotate(algorithm, masterKey, change.by()))
                .toList());
        session.output()
                .done(KeyShapes.CHANGED, rotations.stream().map(ChangedKey::of).toList(), key -> words(key, change));
        return ExitCode.DONE;
    }

    private static String words(ChangedKey rotated, Change change) {
        KeyListing current = rotated.key();
        KeyListing next = Objects.requireNonNull(rotated.next());
        Instant leaves = rotated.acceptedUntil();
        String made = rotated.changed() ? change.mood("made " + next.id()) : next.id() + " was made already";
        String words = next.algorithmName() + ": " + made + ", signs from " + seconds(next.activeFrom());
        return current == null || leaves == null
                ? words
                : words + "; " + current.id() + " signs until then and leaves at " + seconds(leaves);
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
