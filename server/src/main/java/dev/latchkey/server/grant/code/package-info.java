/** The authorization code grant (RFC 6749, section 4.1.3). */
@NullMarked
package dev.latchkey.server.grant.code;

import org.jspecify.annotations.NullMarked;
