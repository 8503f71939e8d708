package dev.latchkey.server.limit;

/** A try that is counted as a failure already. */
public final class Attempt {

    static final Attempt UNCOUNTED = new Attempt(() -> {});

    private final Runnable undo;

    Attempt(Runnable undo) {
        this.undo = undo;
    }

    /** It was no failure: takes it back. */
    public void takeBack() {
        undo.run();
    }
}
