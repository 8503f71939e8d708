package dev.latchkey.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BrowserProofsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final SessionReference SESSION = new SessionReference(new UUID(1, 2), 3);
    private static final UUID FAMILY = new UUID(4, 5);
    private static final FormPlace PLACE = new FormPlace("browser", "/consent", "client_id=app&state=x");
    private static final FormToken FORM = new FormToken(SESSION, NOW, FAMILY);

    private final Proofs proofs = new Proofs(List.of(new byte[32]));

    private void assertNothingElseIsTaken(String value, Predicate<String> taken) {
        assertThat(taken.test(value)).isTrue();
        Random random = new Random(14);
        for (int i = 0; i < 5_000; i++) {
            char[] changed = value.toCharArray();
            int place = random.nextInt(changed.length);
            changed[place] = (char)
                    (random.nextBoolean() ? random.nextInt(0x110) : value.charAt(random.nextInt(value.length())));
            String text = new String(changed);
            assertThat(taken.test(text)).as(text).isEqualTo(text.equals(value));
        }
        for (String text : List.of("", value + "A", value.substring(1), value + "=", value.repeat(50))) {
            assertThat(taken.test(text)).as(text).isFalse();
        }
    }

    @Test
    void aCookieTellsItsSessionAndGeneration() {
        String cookie = SessionCookie.write(proofs, SESSION);
        assertThat(cookie).hasSize(71);
        assertThat(SessionCookie.read(proofs, cookie)).contains(SESSION);
        assertNothingElseIsTaken(
                cookie, text -> SessionCookie.read(proofs, text).isPresent());
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(SessionCookie.read(new Proofs(List.of(other)), cookie)).isEmpty();
    }

    @Test
    void aFormTokenTellsWhatItWasMadeWith() {
        String token = FORM.write(proofs, PLACE);
        assertThat(FormToken.read(proofs, PLACE, token)).contains(FORM);
        assertNothingElseIsTaken(
                token, text -> FormToken.read(proofs, PLACE, text).isPresent());
        FormToken before = new FormToken(null, NOW, null);
        assertThat(FormToken.read(proofs, PLACE, before.write(proofs, PLACE))).contains(before);
    }

    @Test
    void aFormTokenIsForItsBrowserItsActionAndItsRequest() {
        String token = FORM.write(proofs, PLACE);
        for (FormPlace other : List.of(
                new FormPlace("other browser", PLACE.action(), PLACE.query()),
                new FormPlace(PLACE.cookie(), "/sign-in", PLACE.query()),
                new FormPlace(PLACE.cookie(), PLACE.action(), PLACE.query() + "&x"),
                new FormPlace(PLACE.cookie() + "/", "consent", PLACE.query()))) {
            assertThat(FormToken.read(proofs, other, token)).isEmpty();
        }
    }

    @Test
    void anAuthenticFormTokenIsActedUponInItsSessionAndForAnHour() {
        assertThat(FORM.isCurrent(SESSION, NOW)).isTrue();
        assertThat(FORM.isCurrent(SESSION, NOW.plus(Duration.ofMinutes(59)))).isTrue();
        assertThat(FORM.isCurrent(SESSION, NOW.plus(Duration.ofHours(1)))).isFalse();
        assertThat(FORM.isCurrent(null, NOW)).isFalse();
        assertThat(FORM.isCurrent(new SessionReference(SESSION.id(), 4), NOW)).isFalse();
        assertThat(new FormToken(null, NOW, null).isCurrent(SESSION, NOW)).isFalse();
        assertThat(new FormToken(null, NOW, null).isCurrent(null, NOW)).isTrue();
    }

    @Test
    void theMarkOfASignInIsForItsSessionGenerationAndQueryAndForTenMinutes() {
        String mark = SignedInMark.write(proofs, SESSION, "a=b", NOW);
        assertNothingElseIsTaken(mark, text -> SignedInMark.isGood(proofs, SESSION, "a=b", NOW, text));
        assertThat(SignedInMark.isGood(proofs, SESSION, "a=b", NOW.plusSeconds(599), mark))
                .isTrue();
        assertThat(SignedInMark.isGood(proofs, SESSION, "a=b", NOW.plusSeconds(600), mark))
                .isFalse();
        assertThat(SignedInMark.isGood(proofs, SESSION, "a=c", NOW, mark)).isFalse();
        assertThat(SignedInMark.isGood(proofs, new SessionReference(SESSION.id(), 4), "a=b", NOW, mark))
                .isFalse();
        assertThat(SignedInMark.isGood(proofs, new SessionReference(FAMILY, 3), "a=b", NOW, mark))
                .isFalse();
    }

    @Test
    void noneOfThemPassesForAnother() {
        String cookie = SessionCookie.write(proofs, SESSION);
        String token = FORM.write(proofs, PLACE);
        String mark = SignedInMark.write(proofs, SESSION, "a=b", NOW);
        for (String value : List.of(token, mark)) {
            assertThat(SessionCookie.read(proofs, value)).isEqualTo(Optional.empty());
        }
        for (String value : List.of(cookie, mark)) {
            assertThat(FormToken.read(proofs, PLACE, value)).isEmpty();
        }
        for (String value : List.of(cookie, token)) {
            assertThat(SignedInMark.isGood(proofs, SESSION, "a=b", NOW, value)).isFalse();
        }
    }
}
