/** Access tokens: what is in them, how they are signed and how they are verified. What outlives a request is in {@code core}. */
@NullMarked
package dev.latchkey.server.token;

import org.jspecify.annotations.NullMarked;
