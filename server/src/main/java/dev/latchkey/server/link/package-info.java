/**
 * Letters with links. They are asked for here, within limits, and written when they are sent: what waits in the database has
 * no token.
 */
@NullMarked
package dev.latchkey.server.link;

import org.jspecify.annotations.NullMarked;
