package dev.latchkey.server.outbox;

import java.time.Duration;

/**
 * How a server looks for messages that wait.
 *
 * @param poll the time between two looks that find none
 */
public record OutboxPace(Duration poll) {

    /** Short, since a user may wait for the letter; one indexed statement. */
    public static final OutboxPace DEFAULT = new OutboxPace(Duration.ofSeconds(2));
}
