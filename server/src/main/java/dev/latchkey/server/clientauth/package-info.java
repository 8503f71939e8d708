/** Who is calling: authentication of clients at the protocol endpoints (RFC 6749, section 2.3). What they may get belongs to {@code grant}. */
@NullMarked
package dev.latchkey.server.clientauth;

import org.jspecify.annotations.NullMarked;
