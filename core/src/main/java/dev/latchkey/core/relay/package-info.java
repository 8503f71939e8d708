/** Owns what both programs know of the operator's mail relay: how it is reached, and what to say when it cannot be used. */
@NullMarked
package dev.latchkey.core.relay;

import org.jspecify.annotations.NullMarked;
