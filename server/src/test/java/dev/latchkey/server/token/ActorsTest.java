package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActorsTest {

    @Test
    void whatIsWrittenIsRead() {
        Actors two = Actors.NONE.with("a").with("b");
        assertThat(two.clientIds()).containsExactly("b", "a");
        assertThat(two.claim()).isEqualTo(Map.of("sub", "b", "act", Map.of("sub", "a")));
        assertThat(Actors.read(two.claim())).isEqualTo(two);
    }

    @Test
    void thereAreFourAtMost() {
        Actors four = Actors.NONE.with("a").with("b").with("c").with("d");
        assertThat(four.isFull()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> four.with("e"));
        assertThatIllegalArgumentException().isThrownBy(() -> Actors.read(Map.of("sub", "e", "act", four.claim())));
    }

    @Test
    void whatThisServerDoesNotWriteIsNotRead() {
        for (Object claim : List.of("a", List.of(), Map.of(), Map.of("sub", 1), Map.of("sub", "a", "act", "b"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Actors.read(claim));
        }
    }
}
