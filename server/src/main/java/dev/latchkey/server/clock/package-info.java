/** Owns the time: what a server takes for now is the time of the database. */
@NullMarked
package dev.latchkey.server.clock;

import org.jspecify.annotations.NullMarked;
