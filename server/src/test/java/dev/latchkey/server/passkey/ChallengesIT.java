package dev.latchkey.server.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.factor.Passkeys;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.page.Form;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What passkeys sign. */
class ChallengesIT extends SharedServer {

    private static final Instant MADE = Instant.parse("2026-11-28T12:00:00Z");
    private static final Form FORM = new Form("/sign-in", Map.of(Forms.TOKEN, "token"));

    private static Challenges at(Instant time) {
        return new Challenges(server.bean(KeyDirectory.class), () -> time);
    }

    @Test
    void aChallengeExpiresAndIsGoodInItsFormOnly() {
        String challenge = at(MADE).make(FORM);
        assertThat(challenge).matches("[A-Za-z0-9_-]{40,}").isNotEqualTo(at(MADE).make(FORM));
        Duration lifetime = Passkeys.CHALLENGE_LIFETIME;
        assertThat(at(MADE.plus(lifetime).minusMillis(1)).read(challenge, "token"))
                .isPresent();
        assertThat(at(MADE.plus(lifetime)).read(challenge, "token")).isEmpty();
        assertThat(at(MADE).read(challenge, "other")).isEmpty();
        assertThat(at(MADE).read("A".repeat(challenge.length()), "token")).isEmpty();
        assertThat(at(MADE).read("", "token")).isEmpty();
    }
}
