package dev.latchkey.bench.faults;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A client with token families of its own. It sends one request at a time and records every answer. One thread
 * at a time.
 */
final class Client implements AutoCloseable {

    /** For what has to be answered once the servers are back. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int PAUSE_MILLIS = 5;

    private final Account account;
    private final Random random;
    private final Tally tally;
    private final Dialogue dialogue;
    private final Dialogue otherDialogue;
    private final List<Family> live = new ArrayList<>();
    private final List<Family> over = new ArrayList<>();
    private final List<Family> buried = new ArrayList<>();

    /** Whom families belong to, and how they sign in. */
    record Account(List<App> apps, String username, String password) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return username;
        }
    }

    Client(Account account, List<URI> servers, Random random, Tally tally, AtomicInteger underWay) {
        this.account = account;
        this.random = random;
        this.tally = tally;
        this.dialogue = new Dialogue(new Line(servers, random, underWay), tally);
        this.otherDialogue = new Dialogue(new Line(servers, random, underWay), tally);
    }

    /** Families that go on, then those that have ended since it was last {@link #settle}d. */
    Stream<Family> families() {
        return Stream.concat(live.stream(), over.stream());
    }

    int live() {
        return live.size();
    }

    void add(Family family) {
        live.add(family);
    }

    /** Asks for one thing after another until told to stop, or nothing is left to ask for. */
    void load(BooleanSupplier stopped) {
        hangUp();
        while (!stopped.getAsBoolean() && !live.isEmpty()) {
            Family family = live.get(random.nextInt(live.size()));
            keeping(family, () -> askSomething(family));
        }
    }

    private void askSomething(Family family) {
        int dice = random.nextInt(100);
        int latest = family.latest();
        if (dice < 1) {
            dialogue.signIn(family.app(), account).ifPresent(live::add);
        } else if (dice < 3) {
            ask(family, new Request.Revoke());
        } else if (dice < 5 && replayable(family) >= 0) {
            ask(family, new Request.Refresh(replayable(family)));
        } else if (dice < 10) {
            ask(family, new Request.Introspect());
        } else if (dice < 16 && family.app().graceful() && latest > 0) {
            ask(family, new Request.Refresh(latest - 1));
        } else if (dice < 22 && family.app().graceful()) {
            askTwice(family, new Request.Refresh(latest));
        } else {
            ask(family, new Request.Refresh(latest));
        }
    }

    /** The youngest generation that has to be refused, and to end its family; negative when there is none yet. */
    private static int replayable(Family family) {
        return family.latest() - (family.app().graceful() ? 2 : 1);
    }

    /**
     * After a fault, when servers answer again: the newest token of each family works, or the one that got no answer,
     * unless the family is over; then nothing of it does.
     */
    void settle() {
        hangUp();
        for (Family family : families().toList()) {
            keeping(family, () -> {
                insist(family, new Request.Refresh(family.latest()));
                insist(family, new Request.Introspect());
            });
        }
        buried.addAll(over);
        over.clear();
    }

    /**
     * At the very end: what was exchanged for something newer does not work again, and ends its family; and what has
     * ended, however long ago, is still over.
     */
    void replay() {
        hangUp();
        for (Family family : Stream.concat(families(), buried.stream()).toList()) {
            keeping(family, () -> {
                if (replayable(family) >= 0) {
                    insist(family, new Request.Refresh(replayable(family)));
                }
                insist(family, new Request.Refresh(family.latest()));
                insist(family, new Request.Introspect());
            });
        }
    }

    /** Refreshes until it is answered, on new connections: when it is, the servers are back. */
    void refreshUntilAnswered() {
        hangUp();
        for (Family family : families().toList()) {
            keeping(family, () -> insist(family, new Request.Refresh(family.latest())));
        }
    }

    /** Compares with what the database says. */
    void compare(Map<UUID, State> database, Undecided undecided) {
        for (Family family : families().toList()) {
            keeping(family, () -> family.observed(database.get(family.id())).ifPresent(undecided::add));
        }
    }

    /** What became of requests without an answer. */
    static final class Undecided {
        int done;
        int notDone;

        void add(boolean wasDone) {
            if (wasDone) {
                done++;
            } else {
                notDone++;
            }
        }
    }

    /** A family of which a promise was broken is told of once, and left alone. */
    private void keeping(Family family, Runnable work) {
        try {
            work.run();
            if (family.isOver() && live.remove(family)) {
                over.add(family);
            }
        } catch (BrokenPromiseException e) {
            tally.broken(e);
            hangUp();
            Stream.of(live, over, buried).forEach(list -> list.remove(family));
        }
    }

    private void insist(Family family, Request request) {
        if (request instanceof Request.Introspect && family.accessToken().isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ask(family, request)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Servers do not answer within " + PATIENCE);
            }
            pause();
        }
    }

    /** Whether there was an answer. */
    private boolean ask(Family family, Request request) {
        if (request instanceof Request.Introspect && family.accessToken().isEmpty()) {
            return false;
        }
        if (!dialogue.ask(family, request)) {
            pause();
            return false;
        }
        Optional<Answer> answer = dialogue.answer(family);
        answer.ifPresentOrElse(given -> family.answered(request, given), () -> family.unanswered(request));
        return answer.isPresent();
    }

    private void askTwice(Family family, Request request) {
        boolean asked = dialogue.ask(family, request);
        boolean otherAsked = otherDialogue.ask(family, request);
        Optional<Answer> answer = asked ? dialogue.answer(family) : Optional.empty();
        Optional<Answer> otherAnswer = otherAsked ? otherDialogue.answer(family) : Optional.empty();
        if (asked || otherAsked) {
            family.answeredTogether(request, answer.orElse(null), otherAnswer.orElse(null));
        } else {
            pause();
        }
    }

    /** What is left of connections to servers that are gone would look like answers that are lost. */
    private void hangUp() {
        dialogue.hangUp();
        otherDialogue.hangUp();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hangUp();
    }
}
