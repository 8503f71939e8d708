package dev.latchkey.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes down what came of sign-ins with a browser. */
final class SignInReport {

    private SignInReport() {}

    /**
     * Of faults at the steps of sign-ins.
     *
     * @param head the command, and the machine
     */
    static void write(Path directory, String head, int servers, int people, List<SignInRound> rounds, int broken)
            throws IOException {
        List<Duration> back = rounds.stream().map(SignInRound::back).sorted().toList();
        String text = """
                # Faults: sign-in

                %s.
                %d servers, %d people at once.

                | | |
                |---|---|
                | faults | %s |
                | sign-ins from the first page to the first refresh | %d |
                | requests that were answered | %d |
                | requests whose connection broke, and with 503 | %d, %d |
                | sign-ins that began again with the session, because the tokens of a code were lost with an answer | %d |
                | all are signed in after | %d ms in the median, %d ms at most |
                | **promises broken** | **%d** |

                Each fault is in [faults-sign-in.csv](faults-sign-in.csv).
                """.formatted(
                        head,
                        servers,
                        people,
                        rounds.stream()
                                .collect(Collectors.groupingBy(
                                        round -> round.what().replaceAll(" .*", ""), Collectors.counting()))
                                .entrySet()
                                .stream()
                                .map(kind -> kind.getValue() + " × " + kind.getKey())
                                .sorted()
                                .collect(Collectors.joining(", ")),
                        rounds.size() * people,
                        sum(rounds, SignInRound::answered),
                        sum(rounds, SignInRound::unanswered),
                        sum(rounds, SignInRound::unavailable),
                        sum(rounds, SignInRound::repeated),
                        back.get((back.size() - 1) / 2).toMillis(),
                        back.getLast().toMillis(),
                        broken);
        save(directory.resolve("faults-sign-in.md"), text);
        Files.writeString(
                directory.resolve("faults-sign-in.csv"),
                SignInRound.CSV_HEAD + rounds.stream().map(SignInRound::csv).collect(Collectors.joining()));
    }

    /** Of races for codes. */
    static void write(Path directory, String head, int servers, int redeemers, CodeRace.Count count)
            throws IOException {
        String text = """
                # Races for authorization codes

                %s.
                %d servers, %d redeemers at once.

                | | |
                |---|---|
                | codes, each with one winner and one family | %d |
                | losers, all answered with `invalid_grant` | %d |
                | winners whose tokens were used: refresh, userinfo, introspection | %d |
                | races that took half a second or longer, in which a late loser may have ended the family | %d |
                | longest race | %d ms |
                | **promises broken** | **%d** |
                """.formatted(
                        head,
                        servers,
                        redeemers,
                        count.codes,
                        count.refused,
                        count.used,
                        count.late,
                        count.longestNanos / 1_000_000,
                        count.broken.size());
        save(directory.resolve("faults-codes.md"), text);
    }

    private static long sum(List<SignInRound> rounds, ToLongFunction<SignInRound> count) {
        return rounds.stream().mapToLong(count).sum();
    }

    private static void save(Path table, String text) throws IOException {
        Files.createDirectories(table.toAbsolutePath().getParent());
        Files.writeString(table, text);
        System.out.println(text + "Written to " + table);
    }
}
