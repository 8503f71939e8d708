package dev.latchkey.server.operate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.settings.SettingRules;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may follow the name of the program. That the program ends with it is in the launcher's test. */
class ArgumentsTest {

    private static String[] arguments(String... arguments) {
        return arguments;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpIsPrintedWhereverItIsAskedFor(String help) {
        assertThat(Arguments.askForHelp(arguments("--latchkey.port=1", help))).isTrue();
        assertThat(Arguments.askForHelp(arguments("--latchkey.port=1"))).isFalse();
    }

    @Test
    void settingsAreNoFault() {
        assertThat(Arguments.fault(arguments())).isEmpty();
        assertThat(Arguments.fault(arguments(
                        "--latchkey.port=9000",
                        "--latchkey.trusted-proxies[0]=10.0.0.0/8",
                        "--server.port=1",
                        "--management.server.port=1",
                        "--spring.config.additional-location=file:/etc/latchkey/",
                        "--logging.level.root=info")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--port=9000", "-x", "start", "", "--", "--latchkey", "-Dlatchkey.port=1"})
    void whatIsNoSettingIsNamedWithoutItsValue(String argument) {
        assertThat(Arguments.fault(arguments("--latchkey.port=9000", argument)))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .startsWith("There is no option " + argument.replaceFirst("=.*", "") + ": ")
                        .contains("--help"));
    }

    @Test
    void theUsageNamesSettingsThatThereAre() {
        List<String> known =
                SettingRules.all().stream().map(SettingRules.Setting::name).toList();
        Matcher named = Pattern.compile("(?m)^  (latchkey\\.\\S+)").matcher(Arguments.USAGE);
        assertThat(named.results().map(result -> result.group(1)))
                .hasSizeGreaterThan(5)
                .isSubsetOf(known);
        assertThat(Arguments.USAGE.lines()).allMatch(line -> line.length() <= 100);
    }
}
