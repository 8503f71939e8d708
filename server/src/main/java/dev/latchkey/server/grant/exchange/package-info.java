/** Token exchange (RFC 8693). */
@NullMarked
package dev.latchkey.server.grant.exchange;

import org.jspecify.annotations.NullMarked;
