/** Owns {@code outbox}: what is to be told to users and clients once a transaction has happened. */
@NullMarked
package dev.latchkey.core.outbox;

import org.jspecify.annotations.NullMarked;
