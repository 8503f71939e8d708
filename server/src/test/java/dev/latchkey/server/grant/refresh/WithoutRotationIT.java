package dev.latchkey.server.grant.refresh;

import static dev.latchkey.server.grant.refresh.Rows.family;
import static dev.latchkey.server.grant.refresh.Rows.generation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose refresh tokens stay the same: FAPI 2.0 Security Profile, section 5.3.2.1, item 9. */
class WithoutRotationIT extends SharedServer {

    private final TestClient steady = TestClient.named("steady-" + System.nanoTime())
            .safeguards(new Safeguards(false, TokenBinding.OPTIONAL, false))
            .addTo(server);
    private final TestUser user = newUser();
    private final String token = user.refreshToken(server, steady);

    @Test
    void aRefreshMovesTheTimesAndReturnsTheSameToken() {
        server.update(
                "UPDATE tokens SET created_at = now() - interval '2 h', idle_until = now() + interval '1 h' WHERE id = :id",
                "id",
                family(token));
        for (int i = 0; i < 3; i++) {
            assertThat(http.refresh(steady, token).expect(200).refreshToken()).isEqualTo(token);
        }
        assertThat(generation(server, token)).isZero();
        assertThat(server.sql()
                        .sql("SELECT refreshed_at > now() - interval '1 min' AND idle_until > now() + interval '13 d'"
                                + " FROM tokens WHERE id = :id")
                        .param("id", family(token))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void manyAtOnceAllSucceed() {
        Map<String, Long> answers = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> http.refresh(steady, token).expect(200).refreshToken())
                .collect(Collectors.groupingBy(answer -> answer, Collectors.counting()));
        assertThat(answers).isEqualTo(Map.of(token, 16L));
    }

    @Test
    void whatEndsAFamilyEndsItStill() {
        http.refresh(steady, token).expect(200);
        http.refresh(other, token).expectError(400, "invalid_grant");
        http.revoke(steady, token).expect(200);
        http.refresh(steady, token).expectError(400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tokensFromTheTimeOfRotationAreReplaysStill(int rotations) {
        String rotating = user.refreshToken(server, client);
        String last = rotating;
        for (int i = 0; i < rotations; i++) {
            last = http.refresh(client, last).expect(200).refreshToken();
        }
        server.update("UPDATE clients SET rotation = 'off' WHERE id = :id", "id", client.id());
        server.reload();
        try {
            assertThat(http.refresh(client, last).expect(200).refreshToken()).isEqualTo(last);
            http.refresh(client, rotating).expectError(400, "invalid_grant");
            http.refresh(client, last).expectError(400, "invalid_grant");
        } finally {
            server.update("UPDATE clients SET rotation = 'on' WHERE id = :id", "id", client.id());
            server.reload();
        }
    }
}
