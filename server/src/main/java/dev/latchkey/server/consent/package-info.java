/** The step of an authorization request in which the user allows it or not: {@code /consent}. */
@NullMarked
package dev.latchkey.server.consent;

import org.jspecify.annotations.NullMarked;
