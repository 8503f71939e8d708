/** The claims about users that clients can get (OpenID Connect Core 1.0, section 5), and how a client asks for them. */
@NullMarked
package dev.latchkey.server.claims;

import org.jspecify.annotations.NullMarked;
