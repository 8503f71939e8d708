package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many documents are fetched. */
class DocumentLimitsIT extends DocumentServer {

    @Override
    String[] settings() {
        return new String[] {"latchkey.fetch.private-hosts=127.0.0.1", "latchkey.limits.document.fetches=3"};
    }

    @Test
    void oneAddressHasFewDocumentsFetched() {
        String first = host.describe("/0.json", GOOD);
        for (int i = 0; i < 3; i++) {
            from(host.describe("/" + i + ".json", GOOD)).authorize().expect(303);
        }
        from(host.describe("/3.json", GOOD)).authorize().expect(429);
        assertThat(host.requests()).isEqualTo(3);
        // What is in memory is not counted.
        from(first).authorize().expect(303);
    }
}
