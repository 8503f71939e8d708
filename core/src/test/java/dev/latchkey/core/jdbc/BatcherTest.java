package dev.latchkey.core.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Who goes alone, who goes along, and who hears of a failure. The database is a function that can be held up. */
@Timeout(10)
class BatcherTest {

    private static final Duration FOR_EVER = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> alone = Collections.synchronizedList(new ArrayList<>());
    private final List<List<String>> together = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch slow = new CountDownLatch(1);
    private Future<Optional<String>> first = CompletableFuture.completedFuture(Optional.of("slow alone"));

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        try {
            assertThat(first.get(10, TimeUnit.SECONDS)).contains("slow alone");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoComesToAnIdleDatabaseGoesAlone() {
        Batcher<String, String> batcher = batcher(this::answerAll, FOR_EVER);
        assertThat(batcher.ask("a")).contains("a alone");
        assertThat(batcher.ask("b")).contains("b alone");
        assertThat(batcher.ask("no")).isEmpty();
        assertThat(together).isEmpty();
    }

    @Test
    void whoComesMeanwhileGoesTogetherAndGetsHisOwnAnswer() throws Exception {
        Batcher<String, String> batcher = batcher(this::answerAll, FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(batcher, "a", "b", "b", "c");
        slow.countDown();
        assertThat(answers(others)).containsExactly("a of 4", "b of 4", "b of 4", "c of 4");
        assertThat(alone).containsExactly("slow");
        assertThat(together).containsExactly(List.of("a", "b", "b", "c"));
        assertThat(batcher.ask("d")).as("when all is over").contains("d alone");
    }

    @Test
    void nobodyTakesMoreThanThirtyTwoAlong() throws Exception {
        Batcher<String, String> batcher = batcher(this::answerAll, FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(
                batcher, IntStream.range(0, 70).mapToObj(i -> "q" + i).toArray(String[]::new));
        slow.countDown();
        assertThat(answers(others)).hasSize(70).doesNotHaveDuplicates();
        assertThat(together).extracting(List::size).containsExactly(32, 32, 6);
    }

    @Test
    void whatStaysUnansweredIsAskedAlone() throws Exception {
        Batcher<String, String> batcher = batcher(
                questions -> {
                    Map<Integer, String> answers = answerAll(questions);
                    answers.remove(0);
                    answers.remove(2);
                    return answers;
                },
                FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(batcher, "a", "b", "no", "d");
        slow.countDown();
        assertThat(answers(others)).containsExactly("a alone", "b of 4", "nothing", "d of 4");
    }

    @Test
    void whatBreaksARuleFailsAlone() throws Exception {
        Batcher<String, String> batcher = batcher(
                questions -> {
                    together.add(questions);
                    throw new DataIntegrityViolationException("one of them");
                },
                FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(batcher, "a", "bad", "c");
        slow.countDown();
        assertThat(others.get(0).get()).contains("a alone");
        assertThatThrownBy(others.get(1)::get).hasRootCauseMessage("bad");
        assertThat(others.get(2).get()).contains("c alone");
        assertThat(together).hasSize(1);
    }

    /** A broken connection leaves open whether the statement was carried out: nobody may do it again. */
    @Test
    void whatMayHaveHappenedIsNotAskedAgain() throws Exception {
        Batcher<String, String> batcher = batcher(
                questions -> {
                    throw new DataAccessResourceFailureException("connection lost");
                },
                FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(batcher, "a", "b", "c");
        slow.countDown();
        for (Future<Optional<String>> other : others) {
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(DataAccessResourceFailureException.class);
        }
        assertThat(alone).containsExactly("slow");
        assertThat(batcher.ask("d")).as("the lane is free again").contains("d alone");
    }

    @Test
    void anErrorLeavesNobodyWaiting() throws Exception {
        Batcher<String, String> batcher = batcher(
                questions -> {
                    throw new StackOverflowError();
                },
                FOR_EVER);
        askSlowly(batcher);
        List<Future<Optional<String>>> others = askWhileBusy(batcher, "a", "b");
        slow.countDown();
        for (Future<Optional<String>> other : others) {
            assertThatThrownBy(other::get).hasRootCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(batcher.ask("d")).contains("d alone");
    }

    @Test
    void whoWaitsTooLongForALaneGoesAlone() throws Exception {
        Batcher<String, String> batcher = batcher(this::answerAll, Duration.ofMillis(20));
        askSlowly(batcher);
        assertThat(batcher.ask("a")).contains("a alone");
        assertThat(batcher.waiting()).isZero();
        slow.countDown();
        assertThat(together).isEmpty();
    }

    @Test
    void whoIsInterruptedLeavesTheQueue() throws Exception {
        Batcher<String, String> batcher = batcher(this::answerAll, FOR_EVER);
        askSlowly(batcher);
        Thread waiting =
                Thread.ofVirtual().start(() -> assertThat(batcher.ask("a")).isPresent());
        awaitQueue(batcher, 1);
        waiting.interrupt();
        waiting.join();
        assertThat(batcher.waiting()).isZero();
        assertThat(alone).containsExactly("slow", "a");
    }

    @Test
    void nobodyElsesQuestionsBecomePartOfATransaction() {
        Batcher<String, String> batcher = batcher(this::answerAll, FOR_EVER);
        TransactionSynchronizationManager.setActualTransactionActive(true);
        try {
            assertThatThrownBy(() -> batcher.ask("a")).isInstanceOf(IllegalStateException.class);
        } finally {
            TransactionSynchronizationManager.setActualTransactionActive(false);
        }
        assertThat(alone).isEmpty();
    }

    private Batcher<String, String> batcher(Batcher.Many<String, String> many, Duration patience) {
        return new Batcher<>(this::answerOne, many, 1, patience);
    }

    private Optional<String> answerOne(String question) {
        alone.add(question);
        if (question.equals("slow")) {
            await();
        }
        if (question.equals("bad")) {
            throw new DataIntegrityViolationException("bad");
        }
        return question.equals("no") ? Optional.empty() : Optional.of(question + " alone");
    }

    private Map<Integer, String> answerAll(List<String> questions) {
        together.add(questions);
        Map<Integer, String> answers = new HashMap<>();
        for (int place = 0; place < questions.size(); place++) {
            answers.put(place, questions.get(place) + " of " + questions.size());
        }
        return answers;
    }

    private void await() {
        try {
            assertThat(slow.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void askSlowly(Batcher<String, String> batcher) {
        first = threads.submit(() -> batcher.ask("slow"));
        while (!alone.contains("slow")) {
            Thread.onSpinWait();
        }
    }

    /** One after the other, so that they stand in the queue in this order. */
    private List<Future<Optional<String>>> askWhileBusy(Batcher<String, String> batcher, String... questions) {
        List<Future<Optional<String>>> answers = new ArrayList<>();
        for (String question : questions) {
            answers.add(threads.submit(() -> batcher.ask(question)));
            awaitQueue(batcher, answers.size());
        }
        return answers;
    }

    private static void awaitQueue(Batcher<String, String> batcher, int length) {
        while (batcher.waiting() < length) {
            Thread.onSpinWait();
        }
    }

    private static List<String> answers(List<Future<Optional<String>>> futures)
            throws ExecutionException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (Future<Optional<String>> future : futures) {
            answers.add(future.get().orElse("nothing"));
        }
        return answers;
    }
}
