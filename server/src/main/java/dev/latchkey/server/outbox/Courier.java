package dev.latchkey.server.outbox;

import dev.latchkey.core.outbox.Message;
import java.util.Set;

/** Delivers some kinds of messages. Called by several threads at once. */
public interface Courier {

    /** Those that it delivers; the same all the time. */
    Set<String> kinds();

    /**
     * Delivers a message, or finds that it has become pointless and does nothing. Well within {@link
     * dev.latchkey.core.outbox.Outbox#CLAIM}, else another server tries it too.
     *
     * @throws UndeliveredException when it has to be tried again
     * @throws InterruptedException when the server stops
     */
    void deliver(Message message) throws UndeliveredException, InterruptedException;
}
