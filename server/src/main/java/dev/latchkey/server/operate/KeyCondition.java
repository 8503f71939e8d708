package dev.latchkey.server.operate;

import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.key.KeyDirectory;
import java.util.List;
import java.util.Optional;

/** The keys that are to make tokens now are there, and this server can open them. */
public final class KeyCondition implements Condition {

    private final KeyDirectory keys;
    private final List<KeyAlgorithm> needed;

    /**
     * A condition for the keys that every server needs.
     *
     * @param signingAlgorithm of clients that have none of their own
     */
    public KeyCondition(KeyDirectory keys, KeyAlgorithm signingAlgorithm) {
        this.keys = keys;
        this.needed = List.of(signingAlgorithm, KeyAlgorithm.HS256);
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Optional<String> flaw() {
        for (KeyAlgorithm algorithm : needed) {
            if (keys.activeSince(algorithm).isEmpty()) {
                return Optional.of("there is no key for " + algorithm + " that this server can open");
            }
            if (!keys.isCurrent(algorithm)) {
                return Optional.of("this server cannot open the key for " + algorithm + " that is to be used now");
            }
        }
        return Optional.empty();
    }
}
