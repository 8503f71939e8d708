package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatusListTest {

    @Test
    void readsTheExampleOfOneBit() {
        // Section 4.1: 0xB9 0xA3
        StatusList list = list(1, "eNrbuRgAAhcBXQ");
        assertThat(statuses(list, 16)).containsExactly(1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1);
        assertThat(list.at(16)).isEmpty();
    }

    @Test
    void readsTheExampleOfTwoBits() {
        // Section 4.1: 0xC9 0x44 0xF9
        StatusList list = list(2, "eNo76fITAAPfAgc");
        assertThat(statuses(list, 12)).containsExactly(1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3);
        assertThat(list.at(12)).isEmpty();
    }

    @Test
    void readsTheTestVectorOfOneBit() {
        // Appendix C.1: 2^20 entries, all 0 but these.
        StatusList list = list(
                1,
                "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb");
        long[] revoked = LongStream.range(0, 1 << 20)
                .filter(index -> list.at(index).orElseThrow() == 1)
                .toArray();
        assertThat(revoked)
                .containsExactly(0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345);
    }

    @Test
    void readsFourAndEightBits() {
        byte[] bytes = TestIssuer.compressed(new byte[] {(byte) 0xF1, 0x20});
        assertThat(statuses(list(4, encoded(bytes)), 4)).containsExactly(1, 15, 0, 2);
        assertThat(statuses(list(8, encoded(bytes)), 2)).containsExactly(0xF1, 0x20);
    }

    @Test
    void anIndexOutsideIsNothing() {
        StatusList list = list(1, "eNrbuRgAAhcBXQ");
        for (long index : new long[] {-1, 16, 1L << 31, 1L << 34, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(list.at(index)).as(Long.toString(index)).isEmpty();
        }
    }

    @Test
    void aListHasASizeThatIsNotExceededWhileInflating() {
        assertThat(list(1, encoded(TestIssuer.compressed(new byte[StatusList.MAX_INFLATED])))
                        .at(8L * StatusList.MAX_INFLATED - 1))
                .hasValue(0);
        assertUnusable(1, encoded(TestIssuer.compressed(new byte[StatusList.MAX_INFLATED + 1])));
        assertUnusable(1, encoded(TestIssuer.compressed(new byte[256 << 20])));
    }

    @Test
    void whatIsNotCompressedDataIsNoList() {
        byte[] good = TestIssuer.compressed(new byte[100]);
        assertUnusable(1, "");
        assertUnusable(1, "!!!");
        assertUnusable(1, encoded(new byte[100]));
        assertUnusable(1, encoded(Arrays.copyOf(good, good.length - 5)));
        // A preset dictionary, which nobody has.
        assertUnusable(1, encoded(new byte[] {0x78, (byte) 0xBB, 0, 0, 0, 1, 0, 0}));
        for (long bits : new long[] {0, 3, 16, -1, (1L << 32) + 1}) {
            assertUnusable(bits, encoded(good));
        }
    }

    private static void assertUnusable(long bits, String lst) {
        assertThatExceptionOfType(UnusableListException.class).isThrownBy(() -> list(bits, lst));
    }

    private static String encoded(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }

    private static StatusList list(long bits, String lst) {
        return StatusList.of(new JWTClaimsSet.Builder()
                .issueTime(Date.from(Instant.EPOCH))
                .expirationTime(Date.from(Instant.EPOCH.plusSeconds(300)))
                .claim("status_list", Map.of("bits", bits, "lst", lst))
                .build());
    }

    private static int[] statuses(StatusList list, int count) {
        return IntStream.range(0, count).map(i -> list.at(i).orElseThrow()).toArray();
    }
}
