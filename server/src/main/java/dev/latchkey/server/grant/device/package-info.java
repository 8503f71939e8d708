/** The device grant (RFC 8628, section 3.4). */
@NullMarked
package dev.latchkey.server.grant.device;

import org.jspecify.annotations.NullMarked;
