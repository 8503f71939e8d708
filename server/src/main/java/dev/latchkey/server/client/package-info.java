/** Who is calling: authentication of clients at the protocol endpoints (RFC 6749, section 2.3). Owns the copy of all clients in memory; what they may get belongs to {@code grant}. */
@NullMarked
package dev.latchkey.server.client;

import org.jspecify.annotations.NullMarked;
