package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a migration may do. Servers of the version before go on while and after it is applied, so it adds, and takes
 * nothing away that they use.
 */
class MigrationRulesTest {

    private static final Path MIGRATIONS = Path.of("../db/migrations");

    private static final Pattern TAKES_AWAY =
            Pattern.compile("\\b(DROP (TABLE|COLUMN|VIEW|FUNCTION|SEQUENCE|TYPE|DEFAULT)"
                    + "|RENAME|TRUNCATE|SET NOT NULL|(SET DATA|ALTER COLUMN \\w+) TYPE)\\b");

    /** An older server inserts rows without the column. */
    private static final Pattern ADDS_WHAT_OTHERS_MUST_FILL =
            Pattern.compile("ADD COLUMN \\w+ [\\w\\[\\]]+ NOT NULL(?! DEFAULT)");

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theNewestIsTheOneThatProgramsExpect() throws IOException {
        assertThat(migrations().getLast().getFileName().toString())
                .startsWith(String.format(Locale.ROOT, "V%04d__", SchemaVersion.EXPECTED));
        assertThat(migrations()).hasSize(SchemaVersion.EXPECTED);
    }

    @Test
    void anOlderServerCanGoOn() throws IOException {
        for (Path migration : migrations()) {
            assertThat(statements(migration))
                    .as(migration.toString())
                    .doesNotContainPattern(TAKES_AWAY)
                    .doesNotContainPattern(ADDS_WHAT_OTHERS_MUST_FILL);
        }
    }

    @Test
    void theRulesFindWhatTheyForbid() {
        assertThat("ALTER TABLE T DROP COLUMN C").containsPattern(TAKES_AWAY);
        assertThat("ALTER TABLE T ALTER COLUMN C TYPE BIGINT").containsPattern(TAKES_AWAY);
        assertThat("ALTER TABLE T ALTER COLUMN C SET NOT NULL").containsPattern(TAKES_AWAY);
        assertThat("ALTER TABLE T ADD COLUMN C TEXT NOT NULL,").containsPattern(ADDS_WHAT_OTHERS_MUST_FILL);
        assertThat("ALTER TABLE T ADD COLUMN C TEXT NOT NULL DEFAULT ''")
                .doesNotContainPattern(ADDS_WHAT_OTHERS_MUST_FILL);
    }

    /** Without comments and without the bodies of functions and blocks, in upper case with single spaces. */
    private static String statements(Path migration) throws IOException {
        return Files.readString(migration)
                .replaceAll("--.*", "")
                .replaceAll("(?s)\\$\\$.*?\\$\\$", "")
                .replaceAll("\\s+", " ")
                .toUpperCase(Locale.ROOT);
    }
}
