package dev.latchkey.server.key;

import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyListing.State;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.server.fixture.TestServer;
import java.time.Duration;
import java.util.List;

/** Keys that rotate fast, and the states that they have. */
final class TestKeys {

    /** A JWK Set is cached for two seconds instead of five minutes, and access tokens live for two. */
    static final KeySchedule SHORT = new KeySchedule(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofDays(90));

    private TestKeys() {}

    static List<State> states(TestServer server, KeyAlgorithm algorithm) {
        return server.database().keys().list().stream()
                .filter(key -> key.algorithm() == algorithm)
                .map(KeyListing::state)
                .toList();
    }
}
