package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a command line that cannot be carried out; no database is asked for that. */
class HintsTest {

    private static String said(String... args) {
        var result = Cli.on(Cli.NOWHERE).run(args);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1);
        return result.err();
    }

    private static String saidOf(String line) {
        return said(line.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "group member add readers alice,member,latchkey group,add-member",
        "-o json group member add readers alice,member,latchkey group,add-member",
        "user factors reset alice,factors,latchkey user,factor",
        "client trusts add deploy,trusts,latchkey client,trust",
        "--home /x/y users list,users,latchkey,user"
    })
    void theFirstUnknownCommandIsNamedAlsoBeforeOneThatIsKnown(String line, String unknown, String noun, String meant) {
        assertThat(saidOf(line))
                .startsWith("latchkey: Unknown command '" + unknown + "'. Did you mean '")
                .contains("'" + meant + "'")
                .endsWith(" Try '" + noun + " --help'.\n");
    }

    @Test
    void anArgumentTooManyIsStillOne() {
        assertThat(saidOf("group add readers alice")).startsWith("latchkey: Unknown argument 'alice'.");
    }

    @Test
    void anOptionAfterTheEndOfOptionsIsNotSuggestedItself() {
        assertThat(saidOf("user add -- bob3 --generate-password"))
                .startsWith("latchkey: The option '--generate-password' is after '--', where no options are:")
                .doesNotContain("Did you mean");
        assertThat(saidOf("user add bob3 --generate-pasword")).contains("Did you mean '--generate-password'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--access-token-lifetime 2d|1s and 1d",
                "--refresh-token-lifetime 800d|1s and 730d",
                "--refresh-token-idle 0s|1s and 730d",
                "--refresh-token-grace 11m|0s and 10m"
            })
    void aLengthOfTimeIsPrintedAsItIsWritten(String optionAndRange) {
        String[] parts = optionAndRange.split("\\|", -1);
        assertThat(saidOf("client add x --profile service " + parts[0])).contains("is not between " + parts[1] + ".");
    }

    @Test
    void aClientWithoutAGrantIsToldAllOfThem() {
        assertThat(saidOf("client add x"))
                .contains(
                        Arrays.stream(GrantType.values()).map(GrantType::value).toList());
    }
}
