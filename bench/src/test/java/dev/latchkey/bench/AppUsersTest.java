package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.factor.Totp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AppUsersTest {

    private static final String PASSWORD_PAGE = "<input type=\"password\">";
    private static final String CODE_PAGE = "<input name=\"code\">";

    private final byte[] secret = Totp.newSecret();
    private final Instant now = Instant.ofEpochSecond(3_000);
    private final AppUsers users = new AppUsers(List.of("a", "b"), "secret", secret, InstantSource.fixed(now));

    @Test
    void usersTakeTurns() {
        assertThat(users.get().on(PASSWORD_PAGE)).containsEntry("username", "a").containsEntry("password", "secret");
        assertThat(users.get().on(PASSWORD_PAGE)).containsEntry("username", "b");
        assertThat(users.get().on(PASSWORD_PAGE)).containsEntry("username", "a");
    }

    @Test
    void noUserSendsACodeTwice() {
        assertThat(step(users.get())).hasValue(100);
        assertThat(step(users.get())).hasValue(100);
        assertThat(step(users.get())).hasValue(101);
    }

    private OptionalLong step(Browser.Entries user) {
        Map<String, String> entered = user.on(CODE_PAGE);
        return Totp.step(secret, entered.getOrDefault("code", ""), now);
    }
}
