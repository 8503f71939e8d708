package dev.latchkey.server.grant.refresh;

import static dev.latchkey.server.grant.refresh.Rows.family;
import static dev.latchkey.server.grant.refresh.Rows.generation;
import static dev.latchkey.server.grant.refresh.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.key.KeyDirectory;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The tokens that a refresh returns, and strings that are no refresh token of the client. */
class RefreshIT extends SharedServer {

    private final TestUser user = newUser();

    @Test
    void refreshReturnsTheNextTokens() {
        Answer signedIn = http.signIn(client, user);
        Answer refreshed = http.refresh(client, signedIn.refreshToken()).expect(200);
        assertThat(refreshed.refreshToken()).startsWith("lkr_").isNotEqualTo(signedIn.refreshToken());
        assertThat(http.me(refreshed.accessToken()).text("username")).isEqualTo(user.username());
        assertThat(refreshed.claims().get("sid")).isEqualTo(signedIn.claims().get("sid"));
        assertThat(refreshed.claims().get("jti")).isNotEqualTo(signedIn.claims().get("jti"));
    }

    @Test
    void anotherClientsTokenIsInvalidGrantAndItsOwnerUnharmed() {
        String token = user.refreshToken(server, client);
        String before = row(server, token);
        http.refresh(other, token).expectError(400, "invalid_grant");
        assertThat(row(server, token)).isEqualTo(before);
        http.refresh(client, token).expect(200);
    }

    @Test
    void everyFailureLooksTheSame() {
        String revoked = user.refreshToken(server, client);
        http.revoke(client, revoked).expect(200);
        String expected =
                http.refresh(client, revoked).expectError(400, "invalid_grant").body();
        String expired = user.refreshToken(server, client);
        server.update("UPDATE tokens SET idle_until = now(), expires_at = now() WHERE id = :id", "id", family(expired));
        String foreign = user.refreshToken(server, other);
        for (String token : List.of(expired, foreign, "garbage", "lkr_", tamper(revoked), unknownFamily())) {
            assertThat(http.refresh(client, token)
                            .expectError(400, "invalid_grant")
                            .body())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aGenerationThatTheDatabaseHasNotSeenIsInvalidGrantAndRevokesNothing() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        // As after restoring a backup.
        server.update("UPDATE tokens SET generation = 0 WHERE id = :id", "id", family(first));
        http.refresh(client, second).expectError(400, "invalid_grant");
        assertThat(generation(server, first)).isZero();
        http.refresh(client, first).expect(200);
    }

    @Test
    void aTokenWithSpaceAroundItIsNotAToken() {
        String token = user.refreshToken(server, client);
        for (String spaced :
                List.of(" " + token, token + " ", token + "\n", token + "=", token.replace("lkr_", "LKR_"))) {
            http.refresh(client, spaced).expectError(400, "invalid_grant");
        }
        http.refresh(client, token).expect(200);
    }

    @Test
    void anAccessTokenIsNotARefreshToken() {
        Answer signedIn = http.signIn(client, user);
        http.refresh(client, signedIn.accessToken()).expectError(400, "invalid_grant");
    }

    /** Genuine, of a family that is not there. */
    private static String unknownFamily() {
        return server.bean(KeyDirectory.class).refreshTokens().issue(UUID.randomUUID(), 0, client.id());
    }

    private static String tamper(String token) {
        char last = token.charAt(20);
        return token.substring(0, 20) + (last == 'A' ? 'B' : 'A') + token.substring(21);
    }
}
