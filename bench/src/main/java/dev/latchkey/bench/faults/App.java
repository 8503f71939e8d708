package dev.latchkey.bench.faults;

import dev.latchkey.bench.Form;
import java.util.UUID;

/**
 * A confidential client.
 *
 * @param id of its row
 * @param graceful whether it may present the token before the current one again, after a lost answer
 */
record App(UUID id, String clientId, String secret, boolean graceful) {

    String authorization() {
        return Form.basic(clientId, secret);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return clientId;
    }
}
