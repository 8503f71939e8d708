/**
 * Owns {@code consents} and {@code scope_descriptions}: what users allowed clients, and the words in which they are asked.
 * It also lists the clients that have access to an account. Whether a client needs to ask belongs to {@code client}.
 */
@NullMarked
package dev.latchkey.core.consent;

import org.jspecify.annotations.NullMarked;
