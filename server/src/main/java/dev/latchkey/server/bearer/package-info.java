/** Who presents an access token of this server (RFC 6750), and how one that is no good is refused. */
@NullMarked
package dev.latchkey.server.bearer;

import org.jspecify.annotations.NullMarked;
