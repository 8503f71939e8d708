package dev.latchkey.server.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** The examples and test vectors of draft-ietf-oauth-status-list-21, section 4.1 and appendix A. */
class EncodingTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void sixteenStatusesAreTheDraftsTwoBytes() {
        BitSet statuses = bits(0, 3, 4, 5, 7, 8, 9, 13, 15);
        assertThat(HEX.formatHex(Encoding.bytes(statuses, 16))).isEqualTo("b9a3");
        assertThat(HEX.formatHex(best(Encoding.bytes(statuses, 16)))).isEqualTo("78dadbb918000217015d");
        assertThat(Encoding.base64(best(Encoding.bytes(statuses, 16)))).isEqualTo("eNrbuRgAAhcBXQ");
    }

    @Test
    void theDraftsThreeBytesAreCompressedAsThere() {
        assertThat(HEX.formatHex(best(HEX.parseHex("c944f9")))).isEqualTo("78da3be9f2130003df0207");
    }

    @Test
    void aMillionStatusesAreTheDraftsText() {
        BitSet statuses = bits(0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345);
        assertThat(Encoding.base64(best(Encoding.bytes(statuses, 1 << 20)))).isEqualTo("""
                eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
                AAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADj\
                elAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb""");
    }

    @Test
    void zerosAtTheEndAreWritten() {
        assertThat(Encoding.bytes(new BitSet(), 1 << 10)).hasSize(128).containsOnly(0);
    }

    @Test
    void atTheLevelThatWeUseItIsTheSameForWhoReadsIt() throws IOException {
        BitSet statuses = bits(0, 1993, 25460, 159495, 262143);
        byte[] compressed = Base64.getUrlDecoder().decode(Encoding.encode(statuses, 1 << 18));
        // RFC 1950, section 2.2: deflate with a window of 32 KiB, and a check of these two bytes.
        assertThat(compressed[0]).isEqualTo((byte) 0x78);
        assertThat(((compressed[0] & 0xFF) * 256 + (compressed[1] & 0xFF)) % 31).isZero();
        byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
        assertThat(bytes).hasSize(32_768);
        assertThat(BitSet.valueOf(bytes)).isEqualTo(statuses);
    }

    /** As the draft's examples are made. */
    private static byte[] best(byte[] bytes) {
        return Encoding.compress(bytes, Deflater.BEST_COMPRESSION);
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
