/** Owns which certificates the server believes of what it connects to. */
@NullMarked
package dev.latchkey.server.trust;

import org.jspecify.annotations.NullMarked;
