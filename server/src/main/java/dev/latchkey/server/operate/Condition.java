package dev.latchkey.server.operate;

import java.util.Optional;

/** Something that has to hold for the server to do its work. Asking costs nothing: the answer is in memory. */
public interface Condition {

    /** In metrics: {@code latchkey_ready{condition="…"}}. */
    String name();

    /** Why it does not hold, in words that stay the same while it does not; empty when it holds. */
    Optional<String> flaw();
}
