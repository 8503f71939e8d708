/** Whether this server can do its work, for whoever sends it requests. */
@NullMarked
package dev.latchkey.server.health;

import org.jspecify.annotations.NullMarked;
