package dev.latchkey.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.bench.faults.Answer.Word;
import dev.latchkey.core.family.RefreshTokens;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FamilyTest {

    private static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));
    private static final UUID ID = new UUID(1, 2);

    private static final App RETRIES = new App(new UUID(3, 4), "retries", "x", true);
    private static final App NEVER_RETRIES = new App(new UUID(5, 6), "never-retries", "x", false);

    private final Family family = family(RETRIES);

    @Test
    void aTokenThatWasAnsweredAndDoesNotWorkBreaksAPromise() {
        refreshed(family, 0);

        assertThatThrownBy(() -> family.answered(refresh(1), Word.REFUSED)).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void aTokenThatWasAnsweredAndIsNotInTheDatabaseBreaksAPromise() {
        refreshed(family, 0);

        assertThatThrownBy(() -> family.observed(new State(0, false))).isInstanceOf(BrokenPromiseException.class);
        assertThatThrownBy(() -> family.observed(null)).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void aRequestWithoutAnAnswerWasDoneOrWasNot() {
        family.unanswered(refresh(0));
        Family other = family(RETRIES);
        other.unanswered(refresh(0));

        assertThat(family.observed(new State(1, false))).contains(true);
        assertThat(other.observed(new State(0, false))).contains(false);
        refreshed(family, 0);
        refreshed(other, 0);
        assertThat(family.latest()).isEqualTo(1);
    }

    @Test
    void aRequestWithoutAnAnswerMovesAFamilyByOneAtMost() {
        family.unanswered(refresh(0));

        assertThatThrownBy(() -> family.observed(new State(2, false))).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void withoutAGracePeriodATokenWhoseRequestWasDoneDoesNotWorkAgain() {
        Family strict = family(NEVER_RETRIES);
        strict.unanswered(refresh(0));
        strict.observed(new State(1, false));
        Answer tokens = strict.take(token(strict, 1), "a.b.c");

        assertThatThrownBy(() -> strict.answered(refresh(0), tokens)).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void aTokenThatWorksTwiceBreaksAPromise() {
        refreshed(family, 0);
        refreshed(family, 1);
        Answer tokens = family.take(token(family, 1), "a.b.c");

        assertThatThrownBy(() -> family.answered(refresh(0), tokens)).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void aReplayThatDoesNotEndTheFamilyBreaksAPromise() {
        refreshed(family, 0);
        refreshed(family, 1);
        family.answered(refresh(0), Word.REFUSED);
        Answer tokens = family.take(token(family, 3), "a.b.c");

        assertThat(family.isOver()).isTrue();
        assertThatThrownBy(() -> family.answered(refresh(2), tokens)).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void anotherTokenOfTheSameGenerationBreaksAPromise() {
        refreshed(family, 0);
        String second = new RefreshTokens(List.of(new byte[] {1})).issue(ID, 1, RETRIES.id());

        assertThatThrownBy(() -> family.take(second, "a.b.c")).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void revokedIsForEver() {
        family.answered(new Request.Revoke(), Word.REVOKED);
        family.answered(refresh(0), Word.REFUSED);

        assertThatThrownBy(() -> family.answered(new Request.Introspect(), Word.ACTIVE))
                .isInstanceOf(BrokenPromiseException.class);
        assertThatThrownBy(() -> family.observed(new State(0, false))).isInstanceOf(BrokenPromiseException.class);
    }

    @Test
    void twoAtOnceGetTheSameInWhateverOrder() {
        Answer tokens = family.take(token(family, 1), "a.b.c");
        family.answeredTogether(refresh(0), null, tokens);

        assertThat(family.observed(new State(1, false))).isEmpty();
    }

    @Test
    void twoAtOnceWithoutAGracePeriodEndTheFamily() {
        Family strict = family(NEVER_RETRIES);
        Answer tokens = strict.take(token(strict, 1), "a.b.c");
        strict.answeredTogether(refresh(0), Word.REFUSED, tokens);

        assertThat(strict.isOver()).isTrue();
    }

    @Test
    void aBrokenPromiseIsToldWithoutTokens() {
        refreshed(family, 0);

        assertThatThrownBy(() -> family.answered(refresh(1), Word.REFUSED))
                .hasMessageContaining(ID.toString())
                .hasMessageContaining("Refresh[generation=0]")
                .hasMessageNotContaining("lkr_");
    }

    private static Family family(App app) {
        return new Family(app, TOKENS.issue(ID, 0, app.id()));
    }

    private static Request refresh(int generation) {
        return new Request.Refresh(generation);
    }

    private static String token(Family family, int generation) {
        return TOKENS.issue(ID, generation, family.app().id());
    }

    private static void refreshed(Family family, int generation) {
        family.answered(refresh(generation), family.take(token(family, generation + 1), "a.b.c"));
    }
}
