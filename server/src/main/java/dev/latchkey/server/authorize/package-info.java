/**
 * The authorization endpoint (RFC 6749, section 3.1; OpenID Connect Core, section 3.1.2): what a request asks for, which
 * step comes next, and the answer to the client. The steps with a form are elsewhere, and ask here again.
 */
@NullMarked
package dev.latchkey.server.authorize;

import org.jspecify.annotations.NullMarked;
