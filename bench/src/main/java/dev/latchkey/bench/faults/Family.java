package dev.latchkey.bench.faults;

import dev.latchkey.core.family.RefreshToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The page of the ledger for one token family: the tokens that were answered, and every state that the family can be in
 * given all that was answered and all that was not. A request without an answer doubles the possibilities, an answer
 * narrows them, and when none is left a promise was broken. One thread at a time.
 */
final class Family {

    private static final int REMEMBERED = 12;

    private final UUID id;
    private final App app;
    private final List<String> refreshTokens = new ArrayList<>();
    private @Nullable String accessToken;
    private Set<State> possible = Set.of(new State(0, false));
    private State certain = new State(0, false);
    private final Deque<String> story = new ArrayDeque<>();

    /** A family in generation 0, of which this token was answered. */
    Family(App app, String refreshToken) {
        this.id = parse(refreshToken).familyId();
        this.app = app;
        refreshTokens.add(refreshToken);
    }

    UUID id() {
        return id;
    }

    App app() {
        return app;
    }

    /** The generation of the newest refresh token that was answered. */
    int latest() {
        return refreshTokens.size() - 1;
    }

    String refreshToken(int generation) {
        return refreshTokens.get(generation);
    }

    /** The access token of the last answer; empty before the first request. */
    Optional<String> accessToken() {
        return Optional.ofNullable(accessToken);
    }

    /** Whether it is over, as far as was answered. */
    boolean isOver() {
        return possible.stream().allMatch(State::ended);
    }

    /** Whether a request without an answer leaves open where it is. */
    boolean isUndecided() {
        return possible.size() > 1;
    }

    /** These tokens were answered to a refresh; what they are is the answer that has still to be {@link #answered}. */
    Answer take(String refreshToken, String newAccessToken) {
        RefreshToken token = parse(refreshToken);
        int generation = token.generation();
        if (!token.familyId().equals(id) || generation > latest() + 1) {
            throw broken("the tokens of generation " + generation + " of family " + token.familyId());
        }
        if (generation <= latest() && !refreshTokens.get(generation).equals(refreshToken)) {
            throw broken("a second refresh token of generation " + generation);
        }
        if (generation > latest()) {
            refreshTokens.add(refreshToken);
        }
        accessToken = newAccessToken;
        return new Answer.Tokens(generation);
    }

    void answered(Request request, Answer answer) {
        record(request + " -> " + answer);
        narrow(answered(possible, request, answer), answer.toString());
    }

    /** It may or may not have been done. */
    void unanswered(Request request) {
        record(request + " -> no answer");
        possible = unanswered(possible, request);
    }

    /**
     * The same was asked twice at the same time: in either order.
     *
     * @param one null for no answer, as the other
     */
    void answeredTogether(Request request, @Nullable Answer one, @Nullable Answer other) {
        record(request + " twice -> " + one + " and " + other);
        Set<State> states = new HashSet<>(step(step(possible, request, one), request, other));
        states.addAll(step(step(possible, request, other), request, one));
        narrow(states, one + " and " + other);
    }

    /**
     * Takes the state from the database, while no request is under way.
     *
     * @return whether a request without an answer was found to be done; empty when there was none
     */
    Optional<Boolean> observed(@Nullable State state) {
        record("in the database: " + state);
        if (state == null || !possible.contains(state)) {
            throw broken(state + " in the database");
        }
        Optional<Boolean> done = isUndecided() ? Optional.of(!state.equals(certain)) : Optional.empty();
        narrow(Set.of(state), "");
        return done;
    }

    private Set<State> step(Set<State> states, Request request, @Nullable Answer answer) {
        return answer == null ? unanswered(states, request) : answered(states, request, answer);
    }

    private Set<State> answered(Set<State> states, Request request, Answer answer) {
        Set<State> next = new HashSet<>();
        for (State state : states) {
            State.Step step = state.after(request, app.graceful());
            if (step.answer().equals(answer)) {
                next.add(step.state());
            }
        }
        return next;
    }

    private Set<State> unanswered(Set<State> states, Request request) {
        Set<State> next = new HashSet<>(states);
        states.forEach(state -> next.add(state.after(request, app.graceful()).state()));
        return next;
    }

    private void narrow(Set<State> states, String by) {
        if (states.isEmpty()) {
            throw broken(by);
        }
        possible = states;
        if (states.size() == 1) {
            certain = states.iterator().next();
        }
    }

    private void record(String event) {
        if (story.size() == REMEMBERED) {
            story.removeFirst();
        }
        story.addLast(event);
    }

    /** Without any token: it is printed. */
    private BrokenPromiseException broken(String what) {
        return new BrokenPromiseException("Family " + id + (app.graceful() ? "" : " (no grace)") + " could be in "
                + possible + ", and there is " + what + ". Before: " + String.join("; ", story));
    }

    private static RefreshToken parse(String refreshToken) {
        return RefreshToken.parse(refreshToken)
                .orElseThrow(() -> new BrokenPromiseException("What was answered is no refresh token"));
    }
}
