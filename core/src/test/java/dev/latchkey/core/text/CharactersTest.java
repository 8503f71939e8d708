package dev.latchkey.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.IndicSyllabicCategory;
import com.ibm.icu.lang.UProperty;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Our tables are those of Unicode, as ICU has them. */
class CharactersTest {

    private static final int TIFINAGH_JOINER = 0x2D7F;

    private static final Set<Integer> JOINING =
            Set.of(IndicSyllabicCategory.INVISIBLE_STACKER, IndicSyllabicCategory.NUMBER_JOINER);

    @Test
    void whatUnicodeCallsIgnorableIs() {
        assertThat(all(Characters::isIgnorable))
                .isEqualTo(all(c -> UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)));
    }

    @Test
    void whatUnicodeCallsSoftDottedIs() {
        assertThat(all(Characters::isSoftDotted))
                .isEqualTo(all(c -> UCharacter.hasBinaryProperty(c, UProperty.SOFT_DOTTED)));
    }

    @Test
    void whatOnlyJoinsIsAJoiner() {
        assertThat(all(Characters::isJoiner))
                .isEqualTo(all(c -> c == TIFINAGH_JOINER
                        || JOINING.contains(UCharacter.getIntPropertyValue(c, UProperty.INDIC_SYLLABIC_CATEGORY))));
    }

    @Test
    void everySpaceIsASpace() {
        assertThat(all(c -> UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE) && c != 0x85))
                .allMatch(Characters::isSpace);
        assertThat(Characters.isInvisible(0x85)).isTrue();
    }

    @Test
    void whatIsDrawnAsNothingIsInvisible() {
        for (int c :
                new int[] {0x2800, 0x3164, 0x115F, 0x1160, 0xFFA0, 0x180E, 0xFE0F, 0xE0100, 0xE01EF, 0x1D159, 0xFFFC}) {
            assertThat(Characters.isInvisible(c)).as(Integer.toHexString(c)).isTrue();
        }
        for (int c : new int[] {'a', '~', 0xE9, 0x3042, 0x1F600, 0x300, 0x2801}) {
            assertThat(Characters.isInvisible(c)).as(Integer.toHexString(c)).isFalse();
        }
    }

    private static List<Integer> all(IntPredicate property) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(property)
                .boxed()
                .toList();
    }
}
