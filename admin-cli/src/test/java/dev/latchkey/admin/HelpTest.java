package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Whoever asks for help gets it, and no database is needed for that. */
class HelpTest {

    static List<String> commands() {
        List<String> paths = new ArrayList<>();
        collect(CommandTree.root(), "", paths);
        return paths;
    }

    private static void collect(CommandLine command, String path, List<String> paths) {
        paths.add(path.strip());
        command.getSubcommands().forEach((name, child) -> collect(child, path + " " + name, paths));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasADescriptionAnExampleAndTheExitCodes(String path) {
        String[] args = (path + " --help").strip().split(" ", -1);
        Result result = Cli.on(Cli.NOWHERE).run(args);
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: latchkey")
                .containsPattern("\nExamples:\n  .*latchkey")
                .contains("5   the database is not available", "--help");
        assertThat(CommandTree.find(path).getCommandSpec().usageMessage().description())
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examplesFitOnALine(String path) {
        String help = Cli.on(Cli.NOWHERE)
                .run((path + " --help").strip().split(" ", -1))
                .out();
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    }

    /** A URL or an example that is broken in the middle cannot be copied. */
    @ParameterizedTest
    @MethodSource("commands")
    void linesEndAtBlanksOnly(String path) {
        String help = Cli.on(Cli.NOWHERE)
                .run((path + " --help").strip().split(" ", -1))
                .out();
        CommandSpec command = CommandTree.find(path).getCommandSpec();
        Set<String> whole = Set.copyOf(Arrays.asList(help.split("\\s+", -1)));
        Stream<String> words = Stream.of(
                        Stream.of(command.usageMessage().description()),
                        Stream.of(command.usageMessage().footer()),
                        command.args().stream().flatMap(argument -> Stream.of(argument.description())))
                .flatMap(Function.identity())
                .flatMap(text -> Stream.of(text.strip().split(" +", -1)))
                .filter(word -> !word.contains("$"));
        assertThat(words.filter(word -> !whole.contains(word))).isEmpty();
    }

    @Test
    void nothingAtAllIsHelp() {
        Result result = Cli.on(Cli.NOWHERE).run();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("Usage: latchkey");
    }

    @Test
    void aNounWithoutAVerbIsHelpOnStandardErrorAndAMistake() {
        Result result = Cli.on(Cli.NOWHERE).run("user");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Usage: latchkey user");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(Cli.on(Cli.NOWHERE).run("--version").out()).matches("latchkey \\S.*\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionOpensNoConnection(String shell) {
        Result result = Cli.on(Cli.NOWHERE).run("completion", shell);
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("set-password", "rotate-secret", "generate-password");
    }

    @Test
    void helpIsColouredOnlyForSomebodyWhoLikesIt() {
        assertThat(Cli.on(Cli.NOWHERE).inColour().run("--help").out()).contains("\u001b[");
        assertThat(Cli.on(Cli.NOWHERE).atTerminal().run("--help").out()).doesNotContain("\u001b[");
        assertThat(Cli.on(Cli.NOWHERE).run("--help").out()).doesNotContain("\u001b[");
    }
}
