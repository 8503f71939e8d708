/** Sends letters: what waits in the outbox for a person. */
@NullMarked
package dev.latchkey.server.mail;

import org.jspecify.annotations.NullMarked;
