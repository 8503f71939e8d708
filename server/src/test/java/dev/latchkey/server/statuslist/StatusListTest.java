package dev.latchkey.server.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.Payload;
import dev.latchkey.core.revocation.StatusListRecords;
import dev.latchkey.server.http.PublishedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusListTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final StatusList list = new StatusList("https://id.example/status-lists/0", new byte[32]);
    private final List<Map<String, Object>> signed = new ArrayList<>();

    @Test
    void theDatabaseCountsListsOfTheSameSize() {
        assertThat(StatusListRecords.SIZE).isEqualTo(StatusList.SIZE);
    }

    @Test
    void theTokenSaysWhenTheDatabaseWasAskedAndNotLater() {
        token(START.plusMillis(999));
        assertThat(signed.getLast())
                .containsEntry("sub", "https://id.example/status-lists/0")
                .containsEntry("iat", START.getEpochSecond())
                .containsEntry("exp", START.plus(LIFETIME).getEpochSecond())
                .containsEntry("ttl", 10L);
    }

    @Test
    void aListThatDoesNotChangeIsSignedAgainAfterHalfOfItsTtl() {
        PublishedDocument first = token(START);
        assertThat(token(START.plusMillis(4999))).isSameAs(first);
        PublishedDocument second = token(START.plusMillis(5000));
        assertThat(second).isNotSameAs(first);
        assertThat(token(START.plusMillis(9999))).isSameAs(second);
        assertThat(signed).hasSize(2);
    }

    @Test
    void whileTheDatabaseDoesNotAnswerTheTokenStaysAsItIs() {
        PublishedDocument last = token(START);
        for (int i = 0; i < 10; i++) {
            assertThat(token(START)).isSameAs(last);
        }
    }

    @Test
    void aRevocationIsInTheNextTokenAndOnlyAChangeMakesOne() {
        String nothing = lst(START);
        PublishedDocument before = token(START);
        list.add(positions(17));
        assertThat(token(START)).isNotSameAs(before);
        String revoked = lst(START);
        assertThat(revoked).isNotEqualTo(nothing);
        PublishedDocument after = token(START);
        list.add(positions(17));
        list.replace(positions(17));
        assertThat(token(START)).isSameAs(after);
        list.replace(positions());
        assertThat(lst(START)).isEqualTo(nothing);
    }

    private static BitSet positions(int... positions) {
        BitSet set = new BitSet();
        IntStream.of(positions).forEach(set::set);
        return set;
    }

    private PublishedDocument token(Instant confirmedAt) {
        return list.token(confirmedAt, TTL, LIFETIME, this::sign);
    }

    private String sign(Payload payload) {
        signed.add(payload.toJSONObject());
        return "token " + signed.size();
    }

    private String lst(Instant confirmedAt) {
        token(confirmedAt);
        Map<?, ?> statuses = (Map<?, ?>) signed.getLast().get("status_list");
        return String.valueOf(Objects.requireNonNull(statuses).get("lst"));
    }
}
