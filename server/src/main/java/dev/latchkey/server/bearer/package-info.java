/** Authentication of requests that carry an access token of this server (RFC 6750), and the errors for invalid ones. */
@NullMarked
package dev.latchkey.server.bearer;

import org.jspecify.annotations.NullMarked;
