/**
 * Sends what waits in the outbox. What a message says, and how it gets there, is the business of couriers, which lie with
 * their features.
 */
@NullMarked
package dev.latchkey.server.outbox;

import org.jspecify.annotations.NullMarked;
