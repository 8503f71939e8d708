/** The refresh token grant (RFC 6749, section 6). */
@NullMarked
package dev.latchkey.server.grant.refresh;

import org.jspecify.annotations.NullMarked;
