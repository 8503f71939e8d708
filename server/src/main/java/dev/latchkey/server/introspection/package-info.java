/** Token introspection (RFC 7662). */
@NullMarked
package dev.latchkey.server.introspection;

import org.jspecify.annotations.NullMarked;
