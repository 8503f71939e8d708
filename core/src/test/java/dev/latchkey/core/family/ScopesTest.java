package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopesTest {

    @Test
    void equalSetsPrintAlikeWhateverTheirOrder() {
        assertThat(Scopes.parse("write read")).isEqualTo(Scopes.parse("read write"));
        assertThat(Scopes.parse("write  read write")).hasToString("read write");
    }

    @Test
    void nothingAndSpacesAreNoScope() {
        assertThat(Scopes.parse("")).isEqualTo(Scopes.NONE);
        assertThat(Scopes.parse("   ").isEmpty()).isTrue();
        assertThat(Scopes.NONE).hasToString("");
    }

    @Test
    void caseCounts() {
        assertThat(Scopes.parse("Read").contains("read")).isFalse();
        assertThat(Scopes.parse("read Read").tokens()).hasSize(2);
    }

    @Test
    void intersectionHasWhatBothHave() {
        assertThat(Scopes.parse("a b c").intersect(Scopes.parse("b c d"))).isEqualTo(Scopes.parse("b c"));
        assertThat(Scopes.parse("a").intersect(Scopes.NONE)).isEqualTo(Scopes.NONE);
    }

    @Test
    void everySetContainsTheEmptyOneAndItself() {
        assertThat(Scopes.parse("a").containsAll(Scopes.NONE)).isTrue();
        assertThat(Scopes.parse("a b").containsAll(Scopes.parse("b a"))).isTrue();
        assertThat(Scopes.parse("a").containsAll(Scopes.parse("a b"))).isFalse();
    }

    @Test
    void charactersThatRfc6749ForbidsAreRefused() {
        for (String forbidden : List.of(
                "a\tb", "a\nb", "a\rb", "a\"b", "a\\b", "a\0b", "a\u007Fb", "a\u00A0b", "réad", "a\u2028b", "\uD800")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Scopes.parse(forbidden))
                    .withMessageNotContaining(forbidden);
        }
    }

    @Test
    void charactersThatRfc6749AllowsAreRead() {
        for (String allowed : List.of("!", "#", "[", "]", "~", "https://api.example.com/read:all", "a'b", "a,b")) {
            assertThat(Scopes.parse(allowed).tokens()).containsExactly(allowed);
        }
    }

    @Test
    void aListBeyondTheLimitIsRefusedHoweverManyScopesItHas() {
        assertThat(Scopes.parse("a".repeat(Scopes.MAX_LENGTH)).tokens()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.parse("a".repeat(Scopes.MAX_LENGTH + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.parse("a ".repeat(Scopes.MAX_LENGTH)));
    }
}
