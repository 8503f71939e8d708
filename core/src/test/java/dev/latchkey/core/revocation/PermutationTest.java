package dev.latchkey.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationTest {

    @Test
    void everyPlaceIsGivenAwayExactlyOnce() {
        for (int seed = 0; seed < 10; seed++) {
            Permutation order = new Permutation(seed(seed));
            BitSet places = new BitSet();
            IntStream.range(0, Permutation.SIZE).map(order::place).forEach(places::set);
            assertThat(places.cardinality()).isEqualTo(Permutation.SIZE);
            assertThat(places.length()).isEqualTo(Permutation.SIZE);
            assertThat(IntStream.range(0, Permutation.SIZE)
                            .filter(position -> order.position(order.place(position)) != position))
                    .isEmpty();
        }
    }

    /** Tokens that were issued by an earlier version name these places. */
    @Test
    void theOrderOfASeedNeverChanges() {
        Permutation order = new Permutation(seed(7));
        assertThat(IntStream.of(0, 1, 2, 262_143).map(order::place)).containsExactly(233_282, 3350, 77_406, 218_529);
    }

    @Test
    void whatIsIssuedOneAfterTheOtherIsAsFarApartAsIfItWereRandom() {
        Permutation order = new Permutation(seed(1));
        double distance = IntStream.range(1, Permutation.SIZE)
                .map(position -> Math.abs(order.place(position) - order.place(position - 1)))
                .average()
                .orElseThrow();
        assertThat(distance).isCloseTo(Permutation.SIZE / 3.0, within(Permutation.SIZE / 100.0));
    }

    @Test
    void earlyAndLatePositionsAreEverywhere() {
        Permutation order = new Permutation(seed(2));
        double early = IntStream.range(0, 10_000).map(order::place).average().orElseThrow();
        double late = IntStream.range(Permutation.SIZE - 10_000, Permutation.SIZE)
                .map(order::place)
                .average()
                .orElseThrow();
        assertThat(early).isCloseTo(Permutation.SIZE / 2.0, within(Permutation.SIZE / 50.0));
        assertThat(late).isCloseTo(Permutation.SIZE / 2.0, within(Permutation.SIZE / 50.0));
    }

    @Test
    void anotherSeedIsAnotherOrder() {
        Permutation one = new Permutation(seed(3));
        Permutation other = new Permutation(seed(4));
        long same = IntStream.range(0, Permutation.SIZE)
                .filter(position -> one.place(position) == other.place(position))
                .count();
        assertThat(same).isLessThan(20);
    }

    private static byte[] seed(int value) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) value);
        return seed;
    }
}
