package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** No command is left out of the transcripts. */
class TranscriptTest {

    static List<String> commands() {
        List<String> paths = new ArrayList<>();
        collect(CommandTree.root(), "latchkey", paths);
        return paths;
    }

    /** What completion prints is a script, whatever the format. */
    private static void collect(CommandLine command, String path, List<String> paths) {
        if (path.equals("latchkey completion")) {
            return;
        }
        if (command.getSubcommands().isEmpty()) {
            paths.add(path);
        }
        command.getSubcommands().forEach((name, child) -> collect(child, path + " " + name, paths));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsShownInEveryFormat(String command) throws IOException {
        Pattern inEveryFormat = Pattern.compile("\\* (echo \\S+ \\| )?" + command + "( .*)?");
        List<String> lines = new ArrayList<>();
        for (Path transcript : TranscriptIT.transcripts()) {
            lines.addAll(Files.readAllLines(transcript));
        }
        assertThat(lines).anyMatch(line -> inEveryFormat.matcher(line).matches());
    }
}
