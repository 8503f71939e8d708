/**
 * Owns requests of this server to servers whose addresses clients bring. What is asked and what an answer means is the
 * business of its callers.
 */
@NullMarked
package dev.latchkey.server.fetch;

import org.jspecify.annotations.NullMarked;
