/** Token revocation (RFC 7009). */
@NullMarked
package dev.latchkey.server.revocation;

import org.jspecify.annotations.NullMarked;
