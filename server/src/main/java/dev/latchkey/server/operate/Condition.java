package dev.latchkey.server.operate;

import java.util.Optional;

/** A condition of the server's readiness. The answer is in memory, so checking it is cheap. */
public interface Condition {

    /** In metrics: {@code latchkey_ready{condition="…"}}. */
    String name();

    /** Why it does not hold, in words that stay the same while it does not; empty when it holds. */
    Optional<String> flaw();
}
