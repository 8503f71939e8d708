package dev.latchkey.bench.faults;

/**
 * Where a token family is. What {@link #after} says is the promise that docs/tokens.md makes, in one place and without
 * a database.
 *
 * @param generation how often it was refreshed
 * @param ended whether it was revoked, by its client or because a token was replayed
 */
record State(int generation, boolean ended) {

    /** What is to be answered, and where the family is then. */
    record Step(State state, Answer answer) {}

    /**
     * The one thing that may happen.
     *
     * @param grace whether the token before the current one is still good for the same successor
     */
    Step after(Request request, boolean grace) {
        return switch (request) {
            case Request.Revoke() -> new Step(end(), Answer.Word.REVOKED);
            case Request.Introspect() -> new Step(this, ended ? Answer.Word.INACTIVE : Answer.Word.ACTIVE);
            case Request.Refresh(int presented) -> afterRefresh(presented, grace);
        };
    }

    private Step afterRefresh(int presented, boolean grace) {
        if (ended || presented > generation) {
            return new Step(this, Answer.Word.REFUSED);
        }
        if (presented == generation) {
            return new Step(new State(generation + 1, false), new Answer.Tokens(generation + 1));
        }
        return grace && presented == generation - 1
                ? new Step(this, new Answer.Tokens(generation))
                : new Step(end(), Answer.Word.REFUSED);
    }

    private State end() {
        return new State(generation, true);
    }
}
