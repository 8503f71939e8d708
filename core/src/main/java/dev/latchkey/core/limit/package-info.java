/** Owns {@code rate_limits}, {@code sign_in_failures} and {@code bans}: who may not try now. What counts as trying is the server's to say. */
@NullMarked
package dev.latchkey.core.limit;

import org.jspecify.annotations.NullMarked;
